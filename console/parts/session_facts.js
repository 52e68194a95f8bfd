// What is said of a session in lists and on its own page.

import { h } from "./dom.js";
import { inBoth, inUtc, inZone } from "./moments.js";
import { moment, number } from "./times.js";
import { LANGUAGES, language, named, t } from "./words.js";

export function phaseBadge(session) {
  return h("span", { class: `tier phase ${session.phase}` }, named("phase", session.phase));
}

export function titleOf(session) {
  return h("bdi", {}, session.title[language()]);
}

export function whenOf(session) {
  return session.status === "postponed" ? t("session.no_date") : inBoth(session.starts_at, session.zone);
}

/** In its own zone, in UTC, and on the reader's own clocks. */
export function sessionFacts(session) {
  const dated = session.status !== "postponed";
  const rows = [
    [dated ? "session.starts" : "session.stood", inZone(session.starts_at, session.zone)],
    ["session.in_utc", inUtc(session.starts_at)],
    ["session.for_you", moment(session.starts_at)],
    ["field.duration_minutes", number(session.duration_minutes)],
    ["field.advocate", h("bdi", {}, session.advocate)],
    ["field.host", session.host && h("bdi", {}, session.host)],
    ["field.link", address(session.link)],
    ["field.replay_link", session.replay_link && address(session.replay_link)],
    ["session.series", session.series && h("a", { href: `#/series/${encodeURIComponent(session.series)}`, dir: "ltr" }, session.series)],
    ["field.sign_language", session.sign_language && t("session.yes")],
    ["field.captions", session.captions && t("session.yes")],
    ["session.changed", moment(session.updated_at)],
  ];
  return h(
    "dl",
    { class: "rows" },
    rows.filter(([, value]) => value).map(([label, value]) => h("div", {}, h("dt", {}, t(label)), h("dd", {}, value))),
  );
}

/** Its words in both languages: what is missing is left out. */
export function sessionWords(session) {
  return ["title", "description", "capacity_note", "content_warning"]
    .filter((name) => session[name])
    .map((name) => [
      h("h2", {}, t(`field.${name}`)),
      LANGUAGES.map((one) => h("p", { lang: one, dir: one === "ar" ? "rtl" : "ltr", class: "caption" }, session[name][one])),
    ]);
}

function address(link) {
  return h("a", { href: link, target: "_blank", rel: "noreferrer noopener", dir: "ltr" }, link);
}
