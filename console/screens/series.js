// A series: its dates as they are now, and what may be done with all of them that are to come.

import { h } from "../parts/dom.js";
import { agreed } from "../parts/foreseen.js";
import { holdNote } from "../parts/hold_note.js";
import { Screen, moveButtons } from "../parts/screen.js";
import { number } from "../parts/times.js";
import { t } from "../parts/words.js";
import { sessionItem } from "./sessions.js";

export const series = {
  id: "series",
  within: "sessions",
  path: "/series/:id",
  groups: ["publisher"],
  listed: false,
  show: (stage) => new SeriesScreen(stage).show(),
};

class SeriesScreen extends Screen {
  constructor(stage) {
    super(stage, `/series/${encodeURIComponent(stage.params.id)}`);
  }

  standing() {
    return Promise.all([this.stage.api.get(this.path), this.stage.api.get("/hold")]);
  }

  draw([{ rule, sessions }, hold]) {
    const possible = [sessions.some(({ phase }) => phase === "draft") && PUBLISH, sessions.some(open) && CANCEL];
    const moves = possible.filter(Boolean).map((move) => [move.key, move.title, () => this.#all(move), move.kind]);
    const { id } = this.stage.params;
    const shown = [
      h("p", { class: "back" }, h("a", { href: "#/sessions" }, t("session.back"))),
      h("h1", {}, t("screens.series"), " · ", h("bdi", {}, id)),
      holdNote(hold),
      h("p", { class: "meta" }, t("series.rule"), " ", h("bdi", { dir: "ltr" }, rule)),
      h("p", { class: "actions" }, moveButtons(moves)),
      h("ol", { class: "items" }, sessions.map(sessionItem)),
    ];
    return { shown, moves };
  }

  async #all({ path, status, title, words, yes, kind }) {
    await this.do(async () => {
      const question = { series: this.stage.params.id, status };
      if (!(await agreed(this.stage, question, { title: t(title), words: t(words), yes: t(yes), risky: kind === "danger" }))) return;
      const { changed } = await this.stage.api.post(`${this.path}/${path}`);
      this.stage.say(t("series.done", { number: number(changed.length) }));
    });
  }
}

const open = ({ phase }) => ["scheduled", "postponed"].includes(phase);

const PUBLISH = { path: "publish", key: "p", status: "scheduled", title: "series.publish", words: "series.publish_words", yes: "session.publish_yes", kind: "main" };
const CANCEL = { path: "cancel", key: "x", status: "cancelled", title: "series.cancel", words: "series.cancel_words", yes: "series.cancel_yes", kind: "danger" };
