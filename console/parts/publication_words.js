// What one revision says: both languages side by side, the facts, and what the rules of safe messaging found.

import { button, h } from "./dom.js";
import { number } from "./times.js";
import { LANGUAGES, language, named, t } from "./words.js";

const DIRECTION = { ar: "rtl", en: "ltr" };

/** One's own language first. */
function inOrder() {
  return [...LANGUAGES].sort((one, other) => (other === language()) - (one === language()));
}

export function sideBySide({ content }) {
  const said = [...wordsOfTexts(content.texts), ...wordsOfAbout(content.about)];
  return [
    h("div", { class: "halves heads" }, inOrder().map((each) => h("p", { class: "strong", lang: each }, t(`languages.${each}`)))),
    said.map(([label, words]) => [
      h("p", { class: "meta" }, label),
      h("div", { class: "halves" }, inOrder().map((each) => half(words[each], each))),
    ]),
  ];
}

function half(words, tongue) {
  if (words === undefined) return h("p", { class: "meta" }, t("publication.not_in_it"));
  return h("div", { class: "said-in", lang: tongue, dir: DIRECTION[tongue] }, words);
}

function wordsOfTexts(texts) {
  if (!Object.keys(texts).length) return [];
  return ["title", "summary", "body"].map((part) => [
    named("part", part),
    Object.fromEntries(LANGUAGES.filter((each) => texts[each]).map((each) => [each, texts[each][part]])),
  ]);
}

/** Every pair of ar and en, under the name that about.yaml has for it. */
function* wordsOfAbout(value, path = "") {
  if (value === null || typeof value !== "object") return;
  if (isBoth(value)) {
    yield [h("bdi", { lang: "en", dir: "ltr" }, path), value];
    return;
  }
  for (const [name, inner] of Object.entries(value)) yield* wordsOfAbout(inner, pathOf(value, path, name));
}

/** All else that about.yaml says, and the files beside it. */
export function plainFacts({ content }) {
  const rows = [...factsOf(content.about)].filter(([path]) => path !== "kind");
  return h(
    "dl",
    { class: "facts", lang: "en", dir: "ltr" },
    rows.map(([path, value]) => h("div", {}, h("dt", {}, path), h("dd", { dir: "auto" }, value))),
    content.attachments.map((file) => h("div", {}, h("dt", {}, file.name), h("dd", {}, `${file.media_type}, ${Math.ceil(file.size / 1024)} kB`))),
  );
}

function* factsOf(value, path = "") {
  if (value === null || isBoth(value)) return;
  if (typeof value !== "object") yield [path, String(value)];
  else for (const [name, inner] of Object.entries(value)) yield* factsOf(inner, pathOf(value, path, name));
}

function isBoth(value) {
  return typeof value === "object" && typeof value.ar === "string" && typeof value.en === "string";
}

function pathOf(value, path, name) {
  const part = Array.isArray(value) ? Number(name) + 1 : name;
  return path ? `${path}.${part}` : String(part);
}

/** `overridden`: rules that a publisher has set aside for this revision · `override`: what sets one aside, where that may be done. */
export function findingsBox(revision, overridden, override) {
  if (!revision.findings.length) return null;
  return h(
    "section",
    {},
    h("h2", {}, t("publication.findings")),
    revision.findings.map((found) => {
      const aside = overridden.includes(found.rule);
      return h(
        "div",
        { class: "note" },
        h(
          "p",
          { class: "strong" },
          aside ? t("publication.set_aside") : named("severity", found.severity),
          ": ",
          h("bdi", { lang: "en" }, found.rule),
        ),
        h("p", { class: "meta" }, h("bdi", { lang: "en" }, `${found.file}:${[found.line, ...found.also].join(", ")}`)),
        h("p", { lang: "en", dir: "ltr" }, [found.why, found.remedy].filter(Boolean).join(" ")),
        found.severity === "error" && !aside && override ? button(t("publication.override"), () => override(found.rule), { class: "danger" }) : null,
      );
    }),
  );
}

/** A unified diff: each line with its direction, what went and what came marked for eyes and ears. */
export function differenceBox({ from, to, diff }) {
  const heading = h("h2", { id: "difference", tabindex: "-1" }, t("publication.difference", { from: number(from), to: number(to) }));
  const lines = diff.split("\n").map((line) => {
    const tag = line.startsWith("+++") || line.startsWith("---") || line.startsWith("@@") ? "b" : { "+": "ins", "-": "del" }[line[0]] ?? "span";
    return h(tag, { dir: "auto" }, line || " ");
  });
  return h("section", {}, heading, diff ? h("div", { class: "diff", tabindex: "0", role: "group", "aria-labelledby": "difference" }, lines) : h("p", {}, t("publication.no_difference")));
}
