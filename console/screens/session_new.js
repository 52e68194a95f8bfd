// A new session, or a series of them: typed, looked at with whom it tells, and then made.

import { field, h } from "../parts/dom.js";
import { agreed } from "../parts/foreseen.js";
import { GROUPS, SessionForm } from "../parts/session_form.js";
import { t } from "../parts/words.js";
import { typed } from "./session_change.js";

const ID = "[a-z0-9]+(-[a-z0-9]+)*";
const LONGEST_ID = { session: 40, series: 31 }; // campaign.sessions.session, campaign.sessions.series
const MOST_DATES = 104; // campaign.sessions.recurrence
const RULES = { week: "FREQ=WEEKLY", two_weeks: "FREQ=WEEKLY;INTERVAL=2", day: "FREQ=DAILY", month: "FREQ=MONTHLY" };

export const sessionNew = {
  id: "session_new",
  within: "sessions",
  path: "/new-session",
  groups: ["publisher"],
  listed: false,

  async show(stage) {
    const form = new SessionForm([...GROUPS.words, ...GROUPS.time]);
    const [id, status] = [idField("session", form), statusField()];
    const submit = async () => {
      const schedule = { id: valueIn(id), ...form.whole(), status: valueIn(status) };
      const draft = schedule.status === "draft";
      const texts = { title: t("session.new"), words: t(draft ? "session.draft_words" : "session.new_words"), yes: t(draft ? "session.draft_yes" : "session.publish_yes") };
      if (!(await agreed(stage, { schedule }, texts))) return;
      await stage.api.post("/sessions", schedule);
      stage.go(`/sessions/${schedule.id}`);
    };
    frame(stage, "session.new", form, [id, status], submit);
  },
};

export const seriesNew = {
  id: "series_new",
  within: "sessions",
  path: "/new-series",
  groups: ["publisher"],
  listed: false,

  async show(stage) {
    const form = new SessionForm([...GROUPS.words, ...GROUPS.time]);
    const [id, status] = [idField("series", form), statusField()];
    const often = field(t("series.often"), h("select", { name: "often" }, Object.keys(RULES).map((each) => h("option", { value: each }, t(`often.${each}`)))));
    const dates = field(t("series.dates"), h("input", { type: "number", name: "dates", min: 1, max: MOST_DATES, required: true, value: 4 }));
    const submit = async () => {
      const rule = `${RULES[valueIn(often)]};COUNT=${valueIn(dates)}`;
      const series = { id: valueIn(id), ...form.whole(), status: valueIn(status), rule };
      const draft = series.status === "draft";
      const texts = { title: t("series.new"), words: t(draft ? "series.draft_words" : "series.new_words"), yes: t(draft ? "session.draft_yes" : "session.publish_yes") };
      if (!(await agreed(stage, { schedule_series: series }, texts))) return;
      await stage.api.post("/series", series);
      stage.go(`/series/${series.id}`);
    };
    frame(stage, "series.new", form, [id, status, often, dates], submit);
  },
};

function frame(stage, words, form, more, submit) {
  stage.main.append(
    h("p", { class: "back" }, h("a", { href: "#/sessions" }, t("session.back"))),
    h("h1", {}, t(words)),
    typed(stage, form, more, submit, (problem) => form.refused(problem), () => stage.go("/sessions")),
  );
  form.inputs.get("title.ar").focus();
}

/** Made of the English title while nobody types another one; it stays for ever. */
function idField(kind, form) {
  const id = h("input", { type: "text", name: "id", required: true, pattern: ID, maxlength: LONGEST_ID[kind], dir: "ltr", autocomplete: "off", spellcheck: "false" });
  let own = false;
  id.addEventListener("input", () => (own = id.value !== ""));
  form.inputs.get("title.en").addEventListener("input", ({ target }) => {
    if (own) return;
    const words = target.value.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    id.value = words.join("-").slice(0, LONGEST_ID[kind]).replace(/-$/, "");
  });
  return field(t("field.id"), id, t("hint.id"));
}

function statusField() {
  const choices = ["scheduled", "draft"].map((each, place) =>
    h("div", { class: "choice" }, h("input", { type: "radio", name: "status", id: `status-${each}`, value: each, checked: place === 0 }), h("label", { for: `status-${each}` }, t(`new_status.${each}`))),
  );
  return h("fieldset", {}, h("legend", {}, t("session.when_public")), choices);
}

function valueIn(row) {
  return row.querySelector("input:checked, select, input:not([type=radio])").value;
}
