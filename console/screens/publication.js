// One publication: how it stands, its revisions, what one of them says in both languages, and what may be done.

import { button, field, h } from "../parts/dom.js";
import { nameOf, publicationFacts, stateBadges } from "../parts/publication_facts.js";
import { approvedIn, movesOf, overriddenIn, override, stopping } from "../parts/publication_moves.js";
import { differenceBox, findingsBox, plainFacts, sideBySide } from "../parts/publication_words.js";
import { Screen, moveButtons } from "../parts/screen.js";
import { listed, moment, number } from "../parts/times.js";
import { LANGUAGES, t } from "../parts/words.js";

export const publication = {
  id: "publication",
  within: "publications",
  path: "/publications/:kind/:id",
  groups: ["reviewer", "publisher"],
  listed: false,
  show: (stage) => new PublicationScreen(stage).show(),
};

class PublicationScreen extends Screen {
  constructor(stage) {
    super(stage, `/publications/${encodeURIComponent(stage.params.kind)}/${encodeURIComponent(stage.params.id)}`);
    this.chosen = null; // the number of the revision that is read; null: the newest
    this.difference = null;
  }

  async standing() {
    const one = await this.stage.api.get(this.path);
    const n = this.chosen ?? one.latest;
    // Of what was withdrawn before anybody could see it nothing is kept.
    const revision = one.latest_hash === null ? null : await this.stage.api.get(`${this.path}/revisions/${n}`);
    return { one, n, revision };
  }

  draw({ one, n, revision }) {
    this.one = one;
    this.revision = revision;
    const moves = movesOf(this);
    const shown = [
      h("p", { class: "back" }, h("a", { href: "#/publications" }, t("publication.back"))),
      h("h1", {}, h("span", {}, nameOf(one)), " ", stateBadges(one)),
      h("dl", { class: "facts" }, publicationFacts(one)),
      h("div", { class: "pair" }, this.#movesBox(moves), this.#revisionsBox(n)),
      this.difference ? differenceBox(this.difference) : null,
      this.revision ? this.#words() : h("p", {}, t("publication.nothing_kept")),
    ];
    const compare = { key: "c", words: "publication.compare", run: () => this.body.querySelector("select[name=from]")?.focus() };
    return { shown, moves, keys: one.latest > 1 ? [compare] : [] };
  }

  #movesBox(moves) {
    const stopped = this.revision ? stopping(this.one, this.revision) : [];
    return h(
      "section",
      { class: "moves" },
      h("h2", {}, t("publication.moves")),
      stopped.length ? h("p", {}, t("publication.stopped"), " ", h("bdi", { lang: "en" }, stopped.join(", "))) : null,
      moves.length ? null : h("p", {}, t("publication.no_moves")),
      moveButtons(moves),
      this.one.latest > 1 && this.revision ? this.#compareForm() : null,
    );
  }

  #compareForm() {
    const numbers = Array.from({ length: this.one.latest }, (_, place) => this.one.latest - place);
    const now = this.revision.revision;
    const before = this.one.live && this.one.live !== now ? this.one.live : Math.max(1, now - 1);
    const choice = (name, chosen) => h("select", { name }, numbers.map((n) => h("option", { value: n, selected: n === chosen }, number(n))));
    const [from, to] = [choice("from", before), choice("to", now)];
    return h(
      "form",
      {
        class: "compare",
        onsubmit: async (event) => {
          event.preventDefault();
          const done = await this.do(async () => (this.difference = await this.stage.api.get(`${this.path}/compare?from=${from.value}&to=${to.value}`)));
          if (done) this.body.querySelector("#difference")?.focus();
        },
      },
      h("div", { class: "two" }, field(t("publication.compare_from"), from), field(t("publication.compare_to"), to)),
      h("button", { type: "submit", class: "quiet" }, t("publication.compare")),
    );
  }

  /** The newest first. */
  #revisionsBox(shown) {
    const { one } = this;
    const numbers = Array.from({ length: one.latest }, (_, place) => one.latest - place);
    const entries = numbers.map((n) =>
      h(
        "li",
        {},
        button(t("publication.revision", { n: number(n) }), () => this.#read(n), { class: "plain", "data-item": true, "aria-current": n === shown && "true" }),
        h("span", { class: "meta" }, standing(one, n)),
      ),
    );
    return h("section", {}, h("h2", {}, t("publication.revisions")), h("ol", { class: "revisions" }, one.latest_hash === null ? null : entries));
  }

  async #read(n) {
    this.chosen = n;
    this.difference = null;
    if (await this.again()) this.body.querySelector("#words")?.focus();
  }

  #words() {
    const { one, revision } = this;
    const n = revision.revision;
    const recall = one.recalls.find((each) => each.revision === n);
    const only = revision.required_languages.length < LANGUAGES.length ? revision.required_languages[0] : null;
    return [
      findingsBox(revision, overriddenIn(one, n), this.stage.me.groups.includes("publisher") && ((rule) => override(this, rule))),
      h(
        "section",
        {},
        h("h2", { id: "words", tabindex: "-1" }, t("publication.revision", { n: number(n) })),
        h("p", { class: "meta" }, t("publication.by"), " ", h("bdi", {}, revision.author), " · ", moment(revision.proposed_at), " · ", standing(one, n)),
        recall ? h("blockquote", {}, LANGUAGES.map((each) => h("p", { lang: each, dir: "auto" }, recall.why[each]))) : null,
        only ? h("p", { class: "strong" }, t("publication.only_in", { language: t(`tongue.${only}`) })) : null,
        sideBySide(revision),
        h("h2", {}, t("publication.facts")),
        plainFacts(revision),
      ),
    ];
  }
}

/** What has become of one revision. */
function standing(one, n) {
  const approved = approvedIn(one, n);
  return [
    one.recalled.includes(n) ? t("publication.was_recalled") : n === one.live ? t("publication.live") : one.went_live.includes(n) ? t("publication.was_live") : null,
    approved.length ? t("publication.approved_in", { languages: listed(approved.map((each) => t(`tongue.${each}`))) }) : t("publication.approved_in_none"),
  ]
    .filter(Boolean)
    .join(" · ");
}
