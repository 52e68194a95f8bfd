// What was set aside: how much of which source, why, and sending it again once the reason is gone.

import { openDialog } from "../parts/dialog.js";
import { button, h, idOf } from "../parts/dom.js";
import { moment, number } from "../parts/times.js";
import { triedOn } from "../parts/tried.js";
import { t } from "../parts/words.js";

export const quarantine = {
  id: "quarantine",
  path: "/quarantine",
  groups: ["operator"],
  listed: true,
  show: (stage) => new QuarantineScreen(stage).show(),
};

class QuarantineScreen {
  constructor(stage) {
    this.stage = stage;
    this.body = h("div");
  }

  async show() {
    this.stage.main.append(h("h1", {}, t("screens.quarantine")), h("p", { class: "intro" }, t("quarantine.intro")), this.body);
    this.stage.keys([
      { key: "d", words: "quarantine.redrive", run: (item) => this.#at(item, (entry) => this.#redrive(entry.source, [entry.key])) },
      { key: "r", words: "keys.again", run: () => this.do(async () => {}) },
    ]);
    await this.#fill();
  }

  async #fill() {
    const { sources, entries } = await this.stage.api.get("/quarantine");
    this.entries = new Map(entries.map((entry) => [idOf(`${entry.source}-${entry.key}`), entry]));
    this.redrivable = new Set(sources.filter((each) => each.redrivable).map((each) => each.source));
    const focused = document.activeElement?.id;
    this.body.replaceChildren(
      h("h2", {}, t("quarantine.sources")),
      h("ul", { class: "items" }, sources.map((each) => this.#source(each))),
      h("h2", {}, t("quarantine.newest")),
      h("ol", { class: "items" }, entries.length ? entries.map((entry) => this.#entry(entry)) : h("li", { class: "empty" }, t("quarantine.empty"))),
    );
    if (focused) document.getElementById(focused)?.focus();
  }

  /** An act, and what is there after it, also where it was refused; `said` is told to those who listen. */
  async do(act, said) {
    const done = await this.stage.attempt(async () => {
      try {
        await act();
      } finally {
        await this.#fill();
      }
    });
    if (done && said) this.stage.say(said);
    return done;
  }

  #source({ source, entries, redrivable }) {
    return h(
      "li",
      { class: "item row" },
      h("p", {}, h("bdi", { class: "strong", lang: "en" }, source), " · ", t("quarantine.count", { number: number(entries) })),
      redrivable
        ? h("p", { class: "actions" }, button(t("quarantine.redrive_all"), () => this.#redrive(source, null), { class: "quiet" }))
        : h("p", { class: "meta" }, t("quarantine.no_queue")),
    );
  }

  #entry(entry) {
    return h(
      "li",
      { class: "item row" },
      h(
        "div",
        {},
        button([h("bdi", { lang: "en" }, entry.source), " · ", moment(entry.received_at)], () => this.#look(entry), {
          class: "plain flush",
          id: idOf(`${entry.source}-${entry.key}`),
          "data-item": true,
        }),
        h("p", { class: "reason", lang: "en", dir: "ltr" }, entry.reason),
      ),
    );
  }

  #at(item, run) {
    const entry = item && this.entries.get(item.id);
    if (entry) return run(entry);
    return this.stage.say(t("quarantine.choose_one"));
  }

  /** Its reason and of what its message consists; what the message says stays where it is. */
  async #look({ source, key }) {
    let entry;
    if (!(await this.stage.attempt(async () => (entry = await this.stage.api.get(`/quarantine/${encodeURIComponent(source)}/${key}`))))) return;
    const next = await openDialog(t("quarantine.entry"), (close) => [
      h("p", {}, h("bdi", { class: "strong", lang: "en" }, source), " · ", moment(entry.received_at), " · ", t("quarantine.bytes", { number: number(entry.size) })),
      h("p", { lang: "en", dir: "ltr" }, entry.reason),
      h("h3", { id: "shape" }, t("quarantine.shape")),
      h("ul", { class: "shape", lang: "en", dir: "ltr", tabindex: "0", "aria-labelledby": "shape" }, entry.shape.map((line) => h("li", {}, line))),
      h("p", { class: "meta" }, t("quarantine.body_elsewhere"), " ", h("code", { lang: "en", dir: "ltr" }, `campaign quarantine list --show ${key.slice(0, 12)}`)),
      h(
        "p",
        { class: "actions" },
        entry.redrivable ? button(t("quarantine.redrive"), () => close("redrive")) : null,
        button(t("close"), () => close(), { class: "quiet" }),
      ),
    ]);
    if (next === "redrive") await this.#redrive(source, [key]);
  }

  /** First what would be sent, which sends nothing; then, on one's word, exactly those. */
  async #redrive(source, keys) {
    if (!this.redrivable.has(source)) return this.stage.say(t("quarantine.no_queue"));
    let foreseen;
    const asked = await this.stage.attempt(async () => {
      foreseen = await this.stage.api.post("/quarantine/redrive", { source, keys, dry_run: true });
    });
    if (!asked) return;
    const { entries, more, after_seconds: seconds } = foreseen;
    if (!entries.length) return this.do(async () => {}, t("quarantine.empty"));
    const question = {
      title: t("quarantine.redrive"),
      words: [
        t("quarantine.would_send", { number: number(entries.length), seconds: number(seconds) }),
        more ? t("quarantine.more") : null,
        t("quarantine.again_words"),
      ],
      fields: h(
        "ul",
        { class: "shape", lang: "en", dir: "ltr", tabindex: "0", "aria-label": t("quarantine.newest") },
        entries.map((entry) => h("li", {}, `${entry.source} ${entry.key.slice(0, 12)}: ${entry.reason}`)),
      ),
    };
    const send = () => this.stage.api.post("/quarantine/redrive", { source, keys: entries.map((entry) => entry.key), dry_run: false });
    await triedOn(this, question, send, t("quarantine.sent", { number: number(entries.length) }));
  }
}
