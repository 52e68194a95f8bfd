// A screen of one thing: how it stands, and what is done with it.

import { button, fill, h } from "./dom.js";
import { t } from "./words.js";

/** To be extended. `standing()` asks the API how things are; `draw(found)` answers, of what it found, what is
 * `shown` in the screen's `body`, the `moves`, each as [key, words, run, class of its button], and further `keys`. */
export class Screen {
  #turn = 0;

  constructor(stage, path) {
    this.stage = stage;
    this.path = path;
    this.body = h("div", { class: "case" });
  }

  async show() {
    this.stage.main.append(this.body);
    await this.fill();
  }

  /** How things stand now; the focus stays on the move that has it. Readings overlap, of a question that is left
   * and of the act that follows at once: the one begun last is shown, of another one neither answer nor fault. */
  async fill() {
    const turn = (this.#turn += 1);
    let found;
    try {
      found = await this.standing();
    } catch (error) {
      if (turn === this.#turn) throw error;
      return;
    }
    if (turn !== this.#turn) return;
    const focused = document.activeElement?.getAttribute("aria-keyshortcuts");
    const { shown, moves, keys = [] } = this.draw(found);
    fill(this.body, shown);
    this.stage.keys([...moves.map(([key, words, run]) => ({ key, words, run })), ...keys, { key: "r", words: "keys.again", run: () => this.again() }]);
    if (focused) (this.body.querySelector(`[aria-keyshortcuts="${focused}"]`) ?? this.stage.main).focus({ preventScroll: true });
  }

  /** An act, and how things stand after it, also where it was refused; `said` is told to those who listen.
   * Answers whether it went well. */
  async do(act, said) {
    const done = await this.stage.attempt(async () => {
      try {
        await act();
      } finally {
        await this.fill();
      }
    });
    if (done && said) this.stage.say(said);
    if (document.activeElement === document.body) this.stage.main.focus({ preventScroll: true });
    return done;
  }

  again() {
    return this.do(async () => {});
  }
}

export function moveButtons(moves) {
  return moves.map(([key, words, run, kind = "quiet"]) =>
    button([t(words), " ", h("kbd", { "aria-hidden": "true" }, key)], run, { class: kind, "aria-keyshortcuts": key }),
  );
}
