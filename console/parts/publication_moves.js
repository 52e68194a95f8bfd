// What may be done with a publication's revision that is read, by whom, and what it will do, said before it is done.

import { field, h } from "./dom.js";
import { moment, number } from "./times.js";
import { triedOn } from "./tried.js";
import { LANGUAGES, t } from "./words.js";

const LONGEST_WHY = 400; // campaign.publications.fields.Paragraph
const WITH_PAGES = ["toolkit", "guide", "advocate", "tutorial", "page"];

/** As parts/screen.js has `moves`. `screen` has the publication as `one` and its `revision`, null
 * where nothing of it is kept. */
export function movesOf(screen) {
  const { one, revision } = screen;
  const { groups } = screen.stage.me;
  const [reviews, publishes] = ["reviewer", "publisher"].map((group) => groups.includes(group));
  if (revision === null) return [];
  const n = revision.revision;
  const recalled = one.recalled.includes(n);
  const missing = revision.required_languages.filter((each) => !approvedIn(one, n).includes(each));
  const open = !recalled && one.latest_hash !== null;
  return [
    reviews && open && !stopping(one, revision).length && missing.includes("ar") && ["a", "publication.approve_ar", () => approve(screen, "ar"), "main"],
    reviews && open && !stopping(one, revision).length && missing.includes("en") && ["e", "publication.approve_en", () => approve(screen, "en"), "main"],
    publishes && open && one.live !== n && !missing.length && ["l", "publication.show_it", () => goTo(screen)],
    publishes && open && !one.withdrawn && !wasPublished(one, n) && ["m", "publication.retime", () => retime(screen)],
    publishes && one.went_live.includes(n) && !recalled && ["x", "publication.recall", () => recall(screen), "danger"],
    publishes && !one.withdrawn && ["w", "publication.withdraw", () => withdraw(screen), "danger"],
  ].filter(Boolean);
}

export function approvedIn(one, n) {
  return one.approvals.filter((each) => each.revision === n).map((each) => each.language);
}

/** Rules of safe messaging that stop it still. */
export function stopping(one, revision) {
  const aside = overriddenIn(one, revision.revision);
  return revision.findings.filter((found) => found.severity === "error" && !aside.includes(found.rule)).map((found) => found.rule);
}

export function overriddenIn(one, n) {
  return one.overrides.filter((each) => each.revision === n).map((each) => each.rule);
}

/** A toolkit's version names one content for ever. */
function wasPublished(one, n) {
  return one.kind === "toolkit" && one.went_live.includes(n);
}

async function approve(screen, language) {
  const { one, revision } = screen;
  const question = {
    title: t(language === "ar" ? "publication.approve_ar" : "publication.approve_en"),
    words: [t("publication.approve_words", { n: number(revision.revision), language: t(`tongue.${language}`) }), ...consequences(one, revision, language)],
  };
  await triedOn(screen, question, () => screen.stage.api.post(`${screen.path}/approvals`, { revision: revision.revision, language }), t("publication.approved"));
}

/** What the public and its followers get of an approval. */
function consequences(one, revision, language) {
  const about = revision.content.about;
  const left = revision.required_languages.filter((each) => each !== language && !approvedIn(one, revision.revision).includes(each));
  if (left.length) return [t("publication.not_yet", { language: t(`tongue.${left[0]}`) })];
  if (revision.revision <= (one.live ?? 0)) return [t("publication.older")];
  if (one.kind === "answer") return [t("publication.reply_usable")];
  const unsure = (one.kind === "organisation" && !about.verified_on) || (one.kind === "tutorial" && !about.checked_on);
  const waits = about.opens_at && Date.parse(about.opens_at) > Date.now();
  return [
    waits ? t("publication.public_at", { time: moment(about.opens_at).textContent }) : unsure ? t("publication.unsure") : t("publication.public_now"),
    about.closes_at ? t("publication.closes_at", { time: moment(about.closes_at).textContent }) : null,
    isNews(one, about) ? t("publication.followers_hear", { version: about.version }) : null,
  ];
}

/** Followers of toolkits hear of a new version, unless it only mends (campaign.publications.moves). */
function isNews(one, about) {
  if (one.kind !== "toolkit") return false;
  const [version, published] = [about.version, one.published_version].map((each) => each?.split(".").map(Number));
  return !published || version[0] > published[0] || (version[0] === published[0] && version[1] > published[1]);
}

async function goTo(screen) {
  const { one, revision } = screen;
  const values = { n: number(revision.revision), live: one.live === null ? "" : number(one.live) };
  const question = { title: t("publication.show_it"), words: one.live === null ? t("publication.show_words", values) : t("publication.back_words", values) };
  await triedOn(screen, question, () => screen.stage.api.post(`${screen.path}/live`, { revision: revision.revision }), t("publication.is_live"));
}

/** An embargo or an end: another revision of the same words, which is approved anew. */
async function retime(screen) {
  const { opens_at: opens, closes_at: closes } = screen.revision.content.about;
  const inputs = [["opens_at", opens], ["closes_at", closes]].map(([name, at]) =>
    h("input", { type: "datetime-local", name, value: forInput(at), dir: "ltr" }),
  );
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const fields = [
    field(t("publication.opens_at"), inputs[0], t("publication.opens_hint", { zone })),
    field(t("publication.closes_at_label"), inputs[1], t("publication.closes_hint")),
  ];
  const question = { title: t("publication.retime"), words: t("publication.retime_words"), fields, yes: t("publication.retime_yes") };
  const keep = async (given) => {
    const times = { opens_at: fromInput(given.opens_at, opens), closes_at: fromInput(given.closes_at, closes) };
    const answer = await screen.stage.api.post(`${screen.path}/times`, { revision: screen.revision.revision, ...times });
    screen.chosen = answer.latest;
  };
  await triedOn(screen, question, keep, t("publication.retimed"));
}

/** As the browser's own clocks show it. */
function forInput(at) {
  if (!at) return null;
  const here = new Date(at);
  return new Date(here.getTime() - here.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What was not touched stays to the second. */
function fromInput(value, before) {
  if (!value) return null;
  return value === forInput(before) ? before : new Date(value).toISOString();
}

async function recall(screen) {
  const { one, revision } = screen;
  const told = one.kind === "toolkit" ? "publication.recall_tells" : WITH_PAGES.includes(one.kind) ? "publication.recall_page" : "publication.recall_silent";
  const why = LANGUAGES.map((each) => {
    const text = h("textarea", { name: each, rows: 3, maxlength: LONGEST_WHY, required: true, lang: each, dir: each === "ar" ? "rtl" : "ltr" });
    return field(t(each === "ar" ? "publication.why_ar" : "publication.why_en"), text);
  });
  const question = {
    title: t("publication.recall"),
    words: [t("publication.recall_words", { n: number(revision.revision) }), h("strong", {}, t(told))],
    fields: why,
    kind: "danger",
  };
  const take = ({ ar, en }) => screen.stage.api.post(`${screen.path}/recalls`, { revision: revision.revision, why: { ar, en } });
  await triedOn(screen, question, take, t("publication.recalled"));
}

async function withdraw(screen) {
  const seen = screen.one.public_since && Date.parse(screen.one.public_since) <= Date.now();
  const question = { title: t("publication.withdraw"), words: [t(seen ? "publication.withdraw_words" : "publication.erase_words"), t("publication.bundle_stays")], kind: "danger" };
  await triedOn(screen, question, () => screen.stage.api.delete(screen.path), t("publication.withdrawn"));
}

export async function override(screen, rule) {
  const why = h("textarea", { name: "why", rows: 3, maxlength: LONGEST_WHY, required: true, dir: "auto" });
  const question = {
    title: t("publication.override"),
    words: [t("publication.override_words", { n: number(screen.revision.revision) }), h("bdi", { lang: "en" }, rule)],
    fields: field(t("publication.override_why"), why, t("publication.override_hint")),
    kind: "danger",
  };
  const set = (given) => screen.stage.api.post(`${screen.path}/overrides`, { revision: screen.revision.revision, rule, why: given.why });
  await triedOn(screen, question, set, t("publication.overridden"));
}
