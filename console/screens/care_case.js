// One care case: its person's words when they are asked for, what may be done, and all that was done.

import { button, h } from "../parts/dom.js";
import { caseFacts, subjectWords, tierBadge } from "../parts/case_facts.js";
import { exposureBox, takeABreak } from "../parts/exposure.js";
import { caseMoves } from "../parts/case_moves.js";
import { colleagues } from "../parts/colleagues.js";
import { Screen } from "../parts/screen.js";
import { moment } from "../parts/times.js";
import { named, t } from "../parts/words.js";

export const careCase = {
  id: "care_case",
  within: "care",
  path: "/care/:id",
  groups: ["care-reviewer", "lead"],
  listed: false,
  show: (stage) => new CaseScreen(stage).show(),
};

class CaseScreen extends Screen {
  constructor(stage) {
    super(stage, `/care/cases/${encodeURIComponent(stage.params.id)}`);
    this.words = null; // what was read on this screen; gone with it
    this.reply = null; // the approved text that was chosen last, to be copied
    this.names = null; // of colleagues by their ids, once they were asked for
  }

  async show() {
    await super.show();
    // Names are told when they come: no case waits for them.
    if (this.one.assignee && !this.one.yours) this.stage.attempt(() => this.#name());
  }

  async #name() {
    this.names = await colleagues(this.stage.api);
    await this.fill();
  }

  standing() {
    return Promise.all([this.stage.api.get(this.path), this.stage.api.get("/care/exposure")]);
  }

  draw([one, exposure]) {
    this.one = one;
    this.exposure = exposure;
    const { box, moves } = caseMoves(this, one);
    const shown = [
      h("p", { class: "back" }, h("a", { href: "#/care" }, t("case.back"))),
      h("h1", {}, tierBadge(one), " ", subjectWords(one)),
      h("dl", { class: "facts" }, caseFacts(one, this.names)),
      reasons(one),
      h("div", { class: "columns" }, [
        h("div", {}, this.#wordsBox(), this.#replyBox(), this.#history(one)),
        h("div", {}, box, exposureBox(exposure, () => this.do(() => takeABreak(this.stage)))),
      ]),
    ];
    return { shown, moves };
  }

  async readWords() {
    await this.do(async () => {
      this.words = await this.stage.api.get(`${this.path}/text`);
    }, t("case.words_shown"));
    this.body.querySelector("#words")?.focus();
  }

  hideWords() {
    this.words = null;
    return this.again();
  }

  #wordsBox() {
    const { one, words } = this;
    const may = one.yours || this.stage.me.groups.includes("lead");
    const heading = h("h2", { id: "words", tabindex: "-1" }, t("case.words"));
    if (words === null) {
      const ask = may ? button(t("case.show_words"), () => this.readWords()) : null;
      return h("section", { class: "words hidden-words" }, heading, h("p", {}, t(may ? "case.words_hidden" : "case.claim_first")), ask);
    }
    return h(
      "section",
      { class: "words" },
      heading,
      words.text === null ? h("p", {}, t("case.no_words")) : h("blockquote", { dir: "auto" }, words.text),
      words.contact ? h("p", {}, t("case.contact"), " ", h("bdi", { class: "strong" }, words.contact)) : null,
      words.notes.map((note) => h("div", { class: "note" }, h("p", { class: "meta" }, t("case.note_of"), " ", moment(note.at)), h("p", { dir: "auto" }, note.note))),
      button(t("case.hide_words"), () => this.hideWords(), { class: "quiet" }),
    );
  }

  #replyBox() {
    if (this.reply === null) return null;
    const { text, language } = this.reply;
    return h(
      "section",
      { class: "reply" },
      h("h2", { id: "reply", tabindex: "-1" }, t("case.reply")),
      h("p", {}, t("case.reply_words")),
      h("blockquote", { lang: language, dir: "auto" }, text),
      button(t("case.copy"), () => this.stage.attempt(async () => {
        await navigator.clipboard.writeText(text);
        this.stage.say(t("case.copied"));
      })),
    );
  }

  #nameOf(id) {
    return this.names?.has(id) ? h("bdi", {}, this.names.get(id)) : null;
  }

  #history(one) {
    const whose = (by) => (by === "system" ? t("by.system") : by === this.stage.me.id ? t("by.you") : (this.#nameOf(by) ?? t("by.another")));
    const entries = one.history.map((entry) =>
      h(
        "li",
        {},
        h("span", { class: "strong" }, named("what", entry.what)),
        " · ",
        whose(entry.by),
        " · ",
        moment(entry.at),
        entry.to ? [" · ", t("case.given_to"), " ", whose(entry.to)] : null,
        entry.template ? [" · ", h("bdi", {}, entry.template)] : null,
        entry.outcome ? [" · ", named("outcome", entry.outcome)] : null,
      ),
    );
    return h("section", {}, h("h2", {}, t("case.history")), h("ol", { class: "history" }, entries));
  }
}

function reasons(one) {
  if (!one.reasons?.length) return null;
  return h("p", { class: "meta" }, t("case.reasons"), " ", h("bdi", { lang: "en" }, one.reasons.join(", ")));
}
