// What is about to be told, to how many and when, before somebody says yes to it.

import { openDialog } from "./dialog.js";
import { button, h } from "./dom.js";
import { holdNote } from "./hold_note.js";
import { milestone } from "./milestones.js";
import { inBoth } from "./moments.js";
import { number } from "./times.js";
import { named, t } from "./words.js";

const HOW = ["on_time", "later", "in_digest", "not_told"]; // campaign.announcements.foreseeing
const SHOWN_DATES = 5;

/** Whether the person says yes to `question`, a body of the API's `POST /reach`, after they saw what it does.
 * `words` explain, `yes` names the act; `risky` of what cannot be taken back. Fails as the act would. */
export async function agreed(stage, question, { title, words, yes, risky = false }) {
  const found = await stage.api.post("/reach", question);
  return openDialog(title, (close) => [
    h("p", {}, words),
    found.sessions.length ? dates(found) : null,
    found.left.length ? h("p", { class: "strong" }, t("reach.left", { number: number(found.left.length) })) : null,
    warnings(found),
    h("div", { class: "foreseen" }, holdNote(found.hold), lead(found), found.announcements.map((each, place) => expected(found, each, place === 0)), rest(found)),
    h("p", { class: "actions" }, button(yes, () => close(true), { class: risky ? "danger" : "main" }), button(t("cancel"), () => close(), { class: "quiet" })),
  ]);
}

function dates({ sessions }) {
  const shown = sessions.slice(0, SHOWN_DATES).filter(({ status }) => status === "scheduled" || status === "draft");
  const more = sessions.length - shown.length;
  return shown.length
    ? h(
        "ul",
        { class: "dates" },
        shown.map((each) => h("li", {}, inBoth(each.starts_at, each.zone))),
        more > 0 ? h("li", {}, t("reach.more_dates", { number: number(more) })) : null,
      )
    : null;
}

function warnings({ warnings: found = [] }) {
  return found.length
    ? h("div", { class: "problem" }, h("p", { class: "strong" }, t("reach.warnings")), h("ul", { lang: "en", dir: "ltr" }, found.map(({ file, why, remedy }) => h("li", {}, `${file}: ${why} ${remedy}`))))
    : null;
}

function lead(found) {
  const now = found.announcements.filter(({ at_once: atOnce }) => atOnce);
  if (!found.announcements.length) return h("p", { class: "strong" }, t("reach.nobody"));
  if (!now.length) return h("p", { class: "strong" }, t("reach.nobody_now"));
  const most = Math.max(...now.map((each) => told(found, each)));
  const said = now.length > 1 ? t("reach.many_now", { messages: number(now.length), people: about(found, most) }) : t("reach.now", { people: about(found, most) });
  return h("p", { class: "strong" }, said);
}

function told({ parts, parts_counted: counted }, { readers }, ways = HOW.slice(0, 3)) {
  const found = readers.filter(({ how }) => ways.includes(how)).reduce((sum, each) => sum + each.readers, 0);
  return counted ? (found * parts) / counted : 0;
}

/** Of a share of the audience the whole is estimated: readers are spread over its parts evenly. */
function about({ parts, parts_counted: counted }, people) {
  return counted === parts ? number(people) : t("reach.about", { number: number(Math.round(people)) });
}

function expected(found, each, open) {
  const zone = found.sessions.find(({ id }) => id === each.session).zone;
  return h(
    "section",
    { class: "expected" },
    h("h3", {}, milestone(each.milestone), found.sessions.length > 1 ? [" · ", h("bdi", {}, each.session)] : null),
    h("p", {}, each.at_once ? t("reach.at_once") : inBoth(each.due_at, zone)),
    found.hold.on && each.frozen ? h("p", { class: "strong" }, t("reach.held")) : null,
    h("p", {}, t("reach.told", { people: about(found, told(found, each)) }), each.capped ? ` ${t("reach.capped")}` : null),
    each.readers.length ? h("details", { open }, h("summary", {}, t("reach.by_channel")), table(found, each)) : null,
  );
}

function table(found, { readers }) {
  const ways = HOW.filter((how) => how === "on_time" || readers.some((each) => each.how === how));
  const rows = [...new Set(readers.map(({ language, channel }) => `${language} ${channel}`))].map((row) => row.split(" "));
  const count = (language, channel, how) =>
    readers.filter((each) => each.language === language && each.channel === channel && each.how === how).reduce((sum, each) => sum + each.readers, 0);
  const scale = found.parts / found.parts_counted;
  return h(
    "table",
    {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("reach.readers")), ways.map((how) => h("th", { scope: "col" }, t(`how.${how}`))))),
    h(
      "tbody",
      {},
      rows.map(([language, channel]) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, t(`languages.${language}`), " · ", named("channel", channel)),
          ways.map((how) => h("td", {}, about(found, count(language, channel, how) * scale))),
        ),
      ),
    ),
  );
}

function rest(found) {
  const zoneOf = (id) => found.sessions.find((each) => each.id === id)?.zone ?? "UTC";
  const list = (planned) => h("ul", {}, planned.map((each) => h("li", {}, milestone(each.milestone), " · ", inBoth(each.due_at, zoneOf(each.session)))));
  return [
    found.further ? h("p", {}, t("reach.further", { number: number(found.further) })) : null,
    found.parts_counted < found.parts ? h("p", {}, t("reach.estimated", { counted: number(found.parts_counted), parts: number(found.parts) })) : null,
    found.given_up.length ? h("details", {}, h("summary", {}, t("reach.given_up", { number: number(found.given_up.length) })), list(found.given_up)) : null,
    found.kept.length ? h("details", {}, h("summary", {}, t("reach.kept", { number: number(found.kept.length) })), list(found.kept)) : null,
  ];
}
