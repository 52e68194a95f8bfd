// One session: what it is, and what may be done with it, each with whom it tells before it is done.

import { h } from "../parts/dom.js";
import { agreed } from "../parts/foreseen.js";
import { holdNote } from "../parts/hold_note.js";
import { Screen, moveButtons } from "../parts/screen.js";
import { phaseBadge, sessionFacts, sessionWords, titleOf } from "../parts/session_facts.js";
import { t } from "../parts/words.js";

export const session = {
  id: "session",
  within: "sessions",
  path: "/sessions/:id",
  groups: ["publisher"],
  listed: false,
  show: (stage) => new SessionScreen(stage).show(),
};

class SessionScreen extends Screen {
  constructor(stage) {
    super(stage, `/sessions/${encodeURIComponent(stage.params.id)}`);
  }

  standing() {
    return Promise.all([this.stage.api.get(this.path), this.stage.api.get("/hold")]);
  }

  draw([one, hold]) {
    this.one = one;
    const moves = this.#moves(one);
    const shown = [
      h("p", { class: "back" }, h("a", { href: "#/sessions" }, t("session.back"))),
      h("h1", {}, phaseBadge(one), " ", titleOf(one)),
      holdNote(hold),
      h("div", { class: "columns" }, [
        h("section", {}, sessionFacts(one), sessionWords(one)),
        h(
          "section",
          { class: "moves" },
          h("h2", {}, t("case.moves")),
          moves.length ? null : h("p", {}, t("session.is_cancelled")),
          moveButtons(moves),
          h("p", { class: "meta" }, h("a", { href: "#/deliveries" }, t("session.what_was_told"))),
        ),
      ]),
    ];
    return { shown, moves };
  }

  #moves({ phase }) {
    if (phase === "cancelled") return [];
    const go = (part) => () => this.stage.go(`${this.path}/${part}`);
    const started = ["live", "ended", "replay"].includes(phase);
    const open = ["scheduled", "live"].includes(phase);
    return [
      phase === "draft" && ["p", "session.publish", () => this.#become("scheduled", PUBLISH), "main"],
      ["e", "session.edit", go("words")],
      phase === "postponed" && ["m", "session.give_date", go("time"), "main"],
      (open || phase === "draft") && ["m", "session.move", go("time")],
      started && ["l", "session.replay", go("replay"), phase === "ended" ? "main" : "quiet"],
      open && ["o", "session.postpone", () => this.#become("postponed", POSTPONE), "danger"],
      (open || phase === "postponed") && ["x", "session.cancel", () => this.#become("cancelled", CANCEL), "danger"],
    ].filter(Boolean);
  }

  /** By the revision that is shown: what a colleague did since is looked at first. */
  async #become(status, { title, words, yes, said, risky }) {
    const change = { expected_revision: this.one.revision, status };
    await this.do(async () => {
      const question = { session: this.one.id, change };
      if (!(await agreed(this.stage, question, { title: t(title), words: t(words), yes: t(yes), risky }))) return;
      await this.stage.api.patch(this.path, change);
      this.stage.say(t(said));
    });
  }
}

const PUBLISH = { title: "session.publish", words: "session.publish_words", yes: "session.publish_yes", said: "session.published" };
const POSTPONE = { title: "session.postpone", words: "session.postpone_words", yes: "session.postpone_yes", said: "session.postponed", risky: true };
const CANCEL = { title: "session.cancel", words: "session.cancel_words", yes: "session.cancel_yes", said: "session.cancelled", risky: true };
