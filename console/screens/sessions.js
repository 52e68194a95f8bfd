// The programme: what is live, what is to come, what has no date, and what took place lately.

import { fill, h, idOf } from "../parts/dom.js";
import { holdNote } from "../parts/hold_note.js";
import { moveButtons } from "../parts/screen.js";
import { phaseBadge, titleOf, whenOf } from "../parts/session_facts.js";
import { number } from "../parts/times.js";
import { t } from "../parts/words.js";

const LATELY = 30 * 86_400_000; // milliseconds
const PAGES = 10; // of a hundred

export const sessions = {
  id: "sessions",
  path: "/sessions",
  groups: ["publisher"],
  listed: true,

  async show(stage) {
    const body = h("div");
    const add = [
      ["n", "sessions.new", () => stage.go("/new-session"), "main"],
      ["s", "sessions.new_series", () => stage.go("/new-series")],
    ];
    stage.main.append(
      h("h1", {}, t("screens.sessions")),
      h("p", { class: "intro" }, t("sessions.intro")),
      h("p", { class: "actions" }, moveButtons(add)),
      body,
    );
    const show = async () => {
      const [found, { series }, hold] = await Promise.all([everything(stage.api), stage.api.get("/series"), stage.api.get("/hold")]);
      const focused = document.activeElement?.id;
      fill(body, holdNote(hold), groups(found.sessions, Date.now()), found.cut ? h("p", {}, t("sessions.cut")) : null, seriesList(series));
      if (focused) document.getElementById(focused)?.focus();
    };
    stage.keys([...add.map(([key, words, run]) => ({ key, words, run })), { key: "r", words: "keys.again", run: () => stage.attempt(show) }]);
    await show();
  },
};

async function everything(api) {
  const found = new Map();
  let after = new Date(Date.now() - LATELY).toISOString();
  for (let page = 0; after && page < PAGES; page += 1) {
    const answer = await api.get(`/sessions?after=${encodeURIComponent(after)}`);
    for (const each of answer.sessions) found.set(each.id, each);
    after = answer.next;
  }
  return { sessions: [...found.values()], cut: Boolean(after) };
}

function groups(found, now) {
  const coming = (each) => Date.parse(each.starts_at) > now;
  const kinds = [
    ["sessions.live", found.filter(({ phase }) => phase === "live")],
    ["sessions.to_come", found.filter((each) => ["scheduled", "draft", "cancelled"].includes(each.phase) && coming(each))],
    ["sessions.without_date", found.filter(({ phase }) => phase === "postponed")],
    ["sessions.over", found.filter((each) => !["live", "postponed"].includes(each.phase) && !coming(each)).reverse()],
  ].filter(([, some]) => some.length);
  if (!kinds.length) return [h("ol", { class: "items" }, h("li", { class: "empty" }, t("sessions.empty")))];
  return kinds.flatMap(([words, some]) => [h("h2", {}, t(words)), h("ol", { class: "items" }, some.map(sessionItem))]);
}

export function sessionItem(session) {
  return h(
    "li",
    { class: "item session" },
    h("a", { href: `#/sessions/${encodeURIComponent(session.id)}`, id: idOf(`session-${session.id}`), "data-item": true }, phaseBadge(session), " ", h("span", { class: "subject" }, titleOf(session))),
    h("p", { class: "meta" }, whenOf(session), " · ", h("bdi", {}, session.advocate)),
  );
}

function seriesList(series) {
  if (!series.length) return null;
  return [
    h("h2", {}, t("sessions.series")),
    h("ul", { class: "plain-list" }, series.map((each) => h("li", {}, h("a", { href: `#/series/${encodeURIComponent(each.id)}`, "data-item": true }, h("bdi", {}, each.id)), " · ", t("sessions.dates", { number: number(each.dates) })))),
  ];
}
