// A series: its dates as they are now, and what may be done with all of them that are to come.

import { button, h } from "../parts/dom.js";
import { agreed } from "../parts/foreseen.js";
import { holdNote } from "../parts/hold_note.js";
import { number } from "../parts/times.js";
import { t } from "../parts/words.js";
import { sessionItem } from "./sessions.js";

const MOVES = {
  publish: { key: "p", status: "scheduled", title: "series.publish", words: "series.publish_words", yes: "session.publish_yes", kind: "main" },
  cancel: { key: "x", status: "cancelled", title: "series.cancel", words: "series.cancel_words", yes: "series.cancel_yes", kind: "danger" },
};

export const series = {
  id: "series",
  within: "sessions",
  path: "/series/:id",
  groups: ["publisher"],
  listed: false,

  async show(stage) {
    const { id } = stage.params;
    const path = `/series/${encodeURIComponent(id)}`;
    const body = h("div");
    stage.main.append(h("p", { class: "back" }, h("a", { href: "#/sessions" }, t("session.back"))), h("h1", {}, t("screens.series"), " · ", h("bdi", {}, id)), body);

    async function act(name) {
      const { status, title, words, yes, kind } = MOVES[name];
      await stage.attempt(async () => {
        try {
          const question = { series: id, status };
          if (!(await agreed(stage, question, { title: t(title), words: t(words), yes: t(yes), risky: kind === "danger" }))) return;
          const { changed } = await stage.api.post(`${path}/${name}`);
          stage.say(t("series.done", { number: number(changed.length) }));
        } finally {
          await fill();
        }
      });
    }
    async function fill() {
      const [found, hold] = await Promise.all([stage.api.get(path), stage.api.get("/hold")]);
      const open = ({ phase }) => ["scheduled", "postponed"].includes(phase);
      const possible = [
        ...(found.sessions.some(({ phase }) => phase === "draft") ? ["publish"] : []),
        ...(found.sessions.some(open) ? ["cancel"] : []),
      ];
      body.replaceChildren(
        ...[
          holdNote(hold),
          h("p", { class: "meta" }, t("series.rule"), " ", h("bdi", { dir: "ltr" }, found.rule)),
          h("p", { class: "actions" }, possible.map((name) => button([t(MOVES[name].title), " ", h("kbd", { "aria-hidden": "true" }, MOVES[name].key)], () => act(name), { class: MOVES[name].kind, "aria-keyshortcuts": MOVES[name].key }))),
          h("ol", { class: "items" }, found.sessions.map(sessionItem)),
        ].filter(Boolean),
      );
      const moves = possible.map((name) => ({ key: MOVES[name].key, words: MOVES[name].title, run: () => act(name) }));
      stage.keys([...moves, { key: "r", words: "keys.again", run: () => stage.attempt(fill) }]);
    }
    await fill();
  },
};
