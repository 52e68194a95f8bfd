// The keyboard: single keys for whoever wants them, and the list of them behind "?".

import { button, h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { t } from "./words.js";

const KEPT = "single-keys";
const TYPED_INTO = "input, textarea, select, [contenteditable]";
const CLOSED = "dialog:not([open])";
const ITEM = "[data-item]";

/** What a key does: `key` as KeyboardEvent.key has it, `shown` as people read it · `words`: what it is for ·
 * `run`: gets the list's item that has the focus, or null. */
export class Keys {
  #ofScreen = [];
  #everywhere = [
    { key: "j", words: "keys.next", run: () => this.#step(1) },
    { key: "k", words: "keys.previous", run: () => this.#step(-1) },
    { key: "Enter", words: "keys.open", run: null }, // the focused link's or button's own
    { key: "?", words: "keys.help", run: () => this.help() },
  ];

  constructor() {
    document.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** Those of the screen that is shown, in place of the last one's. */
  ofScreen(bindings) {
    this.#ofScreen = bindings;
  }

  add(binding) {
    this.#everywhere.push(binding);
  }

  help() {
    const told = [...this.#everywhere, ...this.#ofScreen].filter(({ words }) => words);
    const rows = told.map(({ key, shown = key, words }) =>
      h("div", {}, h("dt", {}, h("kbd", {}, shown)), h("dd", {}, t(words))),
    );
    const choice = h("input", { type: "checkbox", id: "single-keys", checked: singleKeys() });
    choice.addEventListener("change", () => localStorage.setItem(KEPT, choice.checked ? "on" : "off"));
    openDialog(t("keys.title"), (close) => [
      h("dl", { class: "keys" }, rows),
      h("div", { class: "choice" }, choice, h("label", { for: choice.id }, t("keys.single"))),
      h("p", { class: "actions" }, button(t("close"), close)),
    ]);
  }

  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A question that was left has the focus for a moment still.
    if (event.target.closest(TYPED_INTO) && !event.target.closest(CLOSED)) return;
    if (document.querySelector("dialog[open]") || (!singleKeys() && event.key !== "?")) return;
    const bound = [...this.#ofScreen, ...this.#everywhere].find(({ key }) => key === event.key);
    if (!bound?.run) return;
    event.preventDefault();
    bound.run(document.activeElement?.closest(ITEM) ?? null);
  }

  #step(by) {
    const items = [...document.querySelectorAll(ITEM)];
    const here = items.indexOf(document.activeElement?.closest(ITEM));
    const next = here < 0 ? 0 : Math.min(Math.max(here + by, 0), items.length - 1);
    items[next]?.focus();
    items[next]?.scrollIntoView({ block: "nearest" });
  }
}

function singleKeys() {
  return localStorage.getItem(KEPT) !== "off";
}
