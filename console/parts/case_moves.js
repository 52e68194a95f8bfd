// What may be done with a care case, as buttons and as keys.

import { colleagueField, colleagues } from "./colleagues.js";
import { confirmed, openDialog } from "./dialog.js";
import { button, field, h } from "./dom.js";
import { takeABreak } from "./exposure.js";
import { moveButtons } from "./screen.js";
import { triedOn } from "./tried.js";
import { LANGUAGES, language, t } from "./words.js";

const OUTCOMES = ["help_reached", "help_offered", "handed_to_services", "cannot_be_reached", "no_concern"];
const LONGEST_NOTE = 2000; // campaign.api.care_moves

/** What is possible with a case as it is now, as parts/screen.js has `moves`, and the `box` of their buttons.
 * `screen` does each move and shows what it makes of the case. */
export function caseMoves(screen, one) {
  const moves = movesOf(screen, one).filter(Boolean);
  const none = moves.length ? null : h("p", {}, t(one.status === "closed" ? "case.is_closed" : "case.is_held"));
  return { moves, box: h("section", { class: "moves" }, h("h2", {}, t("case.moves")), none, moveButtons(moves)) };
}

function movesOf(screen, one) {
  const path = (move) => `${screen.path}/${move}`;
  const simple = (move, said) => () => screen.do(() => screen.stage.api.post(path(move)), t(said));
  if (one.status === "closed") return [];
  const words = ["t", "case.show_or_hide", () => (screen.words ? screen.hideWords() : screen.readWords()), "main"];
  const leads = screen.stage.me.groups.includes("lead");
  const give = leads && ["a", "case.assign", () => assign(screen, path("assign"))];
  if (!one.yours) return [!one.held && ["c", "case.claim", () => claim(screen, path("claim")), "main"], leads && words, give];
  return [
    words,
    ["n", "case.note", () => note(screen, path("note"))],
    ["m", "case.contact_made", () => contact(screen, path("contact"))],
    ["s", "case.stay", simple("renew", "case.stayed")],
    ["e", "case.escalate", () => escalate(screen, path("escalate"))],
    ["h", "case.hand_over", () => handOver(screen, path("hand-over"))],
    ["u", "case.release", simple("release", "case.released")],
    give,
    ["x", "case.close", () => close(screen, path("close"))],
  ];
}

/** At the budget a break is offered first; nobody is kept from somebody in danger. */
async function claim(screen, path) {
  const choice = screen.exposure.break_offered ? await breakOrCase() : "case";
  if (choice === "break") await screen.do(() => takeABreak(screen.stage));
  if (choice === "case") await screen.do(() => screen.stage.api.post(path, { anyway: screen.exposure.break_offered }), t("case.claimed"));
}

function breakOrCase() {
  return openDialog(t("exposure.title"), (close) => [
    h("p", {}, t("exposure.offer")),
    h("p", { class: "actions" }, button(t("exposure.take"), () => close("break")), button(t("exposure.anyway"), () => close("case"), { class: "quiet" })),
  ]);
}

async function note(screen, path) {
  const text = h("textarea", { name: "note", rows: 5, maxlength: LONGEST_NOTE, required: true, dir: "auto" });
  const question = { title: t("case.note"), words: t("case.note_words"), fields: field(t("case.note_label"), text), yes: t("case.note_keep") };
  const keep = async (given) => {
    await screen.stage.api.post(path, { note: given.note });
    screen.words?.notes.push({ at: new Date().toISOString(), note: given.note });
  };
  await triedOn(screen, question, keep, t("case.noted"));
}

/** To a colleague, for whom it is kept, or to whoever comes next. */
async function handOver(screen, path) {
  const names = await colleaguesOf(screen);
  if (!names) return;
  const fields = colleagueField(names, { anybody: t("case.whoever_comes_next"), without: screen.stage.me.id });
  const question = { title: t("case.hand_over"), words: t("case.hand_over_words"), fields };
  await triedOn(screen, question, (given) => screen.stage.api.post(path, given.to ? { to: given.to } : {}), t("case.handed_over"));
}

/** By a lead, whoever is at it. */
async function assign(screen, path) {
  const names = await colleaguesOf(screen);
  if (!names) return;
  const words = [t("case.assign_words"), screen.one.held && t("case.assign_takes_away")];
  const question = { title: t("case.assign"), words, fields: colleagueField(names) };
  await triedOn(screen, question, (given) => screen.stage.api.post(path, { to: given.to }), t("case.assigned"));
}

/** Null where they could not be asked for, which is shown. */
async function colleaguesOf(screen) {
  let names = null;
  await screen.stage.attempt(async () => (names = await colleagues(screen.stage.api)));
  if (names) screen.names = names;
  return names;
}

/** The approved replies alone: first which, then it is on record and shown to be copied. */
async function contact(screen, path) {
  let replies;
  if (!(await screen.stage.attempt(async () => (replies = await screen.stage.api.get("/care/replies"))))) return;
  const tongue = h("select", { name: "language" }, LANGUAGES.map((each) => h("option", { value: each, selected: each === language() }, t(`languages.${each}`))));
  if (LANGUAGES.every((each) => Object.keys(replies[each]).length === 0)) {
    await openDialog(t("case.contact_made"), (close) => [
      h("p", {}, t("case.no_replies")),
      h("p", { class: "actions" }, button(t("cancel"), () => close(), { class: "quiet" })),
    ]);
    return;
  }
  const template = h("select", { name: "template", required: true });
  const text = h("blockquote", { class: "preview", dir: "auto", tabindex: "0" }); // by which it can be scrolled
  const fill = () => {
    const kept = template.value;
    template.replaceChildren(...Object.keys(replies[tongue.value]).map((id) => h("option", { value: id, selected: id === kept, lang: tongue.value }, replies[tongue.value][id].when)));
    preview();
  };
  const preview = () => {
    const chosen = replies[tongue.value][template.value];
    text.lang = tongue.value;
    text.textContent = chosen === undefined ? t("case.no_replies") : chosen.text.trim();
  };
  tongue.addEventListener("change", fill);
  template.addEventListener("change", preview);
  fill();
  const fields = [field(t("case.reply_language"), tongue), field(t("case.reply_which"), template), text];
  const question = { title: t("case.contact_made"), words: t("case.contact_words"), fields, yes: t("case.contact_record") };
  const record = async (given) => {
    const answer = await screen.stage.api.post(path, given);
    screen.reply = { text: answer.reply.trim(), language: given.language };
  };
  const done = await triedOn(screen, question, record, t("case.contact_noted"));
  if (done) screen.body.querySelector("#reply")?.focus();
}

async function escalate(screen, path) {
  if (await confirmed(t("case.escalate"), t("case.escalate_words"), t("case.escalate_yes"))) {
    await screen.do(() => screen.stage.api.post(path), t("case.lead_is_called"));
  }
}

/** `expected_version`: of the case that is shown; what happened since is looked at first. */
async function close(screen, path) {
  const outcomes = OUTCOMES.map((each, place) =>
    h("div", { class: "choice" }, h("input", { type: "radio", name: "outcome", id: `outcome-${each}`, value: each, required: true, autofocus: place === 0 }), h("label", { for: `outcome-${each}` }, t(`outcome.${each}`))),
  );
  const fields = h("fieldset", {}, h("legend", {}, t("case.outcome")), outcomes);
  const question = { title: t("case.close"), words: t("case.close_words"), fields, yes: t("case.close_yes") };
  const seen = screen.one.version;
  await triedOn(screen, question, (given) => screen.stage.api.post(path, { outcome: given.outcome, expected_version: seen }), t("case.closed"));
}
