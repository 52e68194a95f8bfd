// A session's words, its time, or its recording: typed, looked at with whom it tells, and then done.

import { button, h } from "../parts/dom.js";
import { agreed } from "../parts/foreseen.js";
import { GROUPS, SessionForm } from "../parts/session_form.js";
import { titleOf } from "../parts/session_facts.js";
import { t } from "../parts/words.js";

const PARTS = {
  words: { title: "session.edit", words: "session.edit_words", yes: "session.edit_yes" },
  time: { title: "session.move", words: "session.move_words", yes: "session.move_yes" },
  replay: { title: "session.replay", words: "session.replay_words", yes: "session.replay_yes" },
};

export const sessionChange = {
  id: "session_change",
  within: "sessions",
  path: "/sessions/:id/:part",
  groups: ["publisher"],
  listed: false,

  async show(stage) {
    const part = PARTS[stage.params.part] ?? PARTS.words;
    const names = GROUPS[stage.params.part] ?? GROUPS.words;
    const path = `/sessions/${encodeURIComponent(stage.params.id)}`;
    let session = await stage.api.get(path);
    const form = new SessionForm(names, session);

    async function submit() {
      const change = { expected_revision: session.revision, ...form.changes() };
      const question = { session: session.id, change };
      if (!(await agreed(stage, question, { title: t(part.title), words: t(part.words), yes: t(part.yes) }))) return;
      await stage.api.patch(path, change);
      stage.go(path);
    }
    async function refused(problem) {
      form.refused(problem);
      if (problem.status !== 409) return;
      session = await stage.api.get(path);
      form.rebase(session);
    }

    stage.main.append(
      h("p", { class: "back" }, h("a", { href: `#${path}` }, t("session.back_to_it"))),
      h("h1", {}, t(part.title)),
      h("p", { class: "intro" }, titleOf(session)),
      typed(stage, form, [], submit, refused, () => stage.go(path)),
    );
    [...form.inputs.values()][0].focus();
  },
};

/** A form around `form` and `more` fields. What the API refuses leaves everything as it was typed. */
export function typed(stage, form, more, submit, refused, leave) {
  return h(
    "form",
    {
      class: "sheet",
      onsubmit: (event) => {
        event.preventDefault();
        stage.attempt(async () => {
          try {
            await submit();
          } catch (problem) {
            if ("faults" in problem) await refused(problem);
            throw problem;
          }
        });
      },
    },
    more,
    form.fields,
    h("p", { class: "actions" }, h("button", { type: "submit" }, t("session.look_first")), button(t("cancel"), leave, { class: "quiet" })),
  );
}
