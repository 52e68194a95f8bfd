// What staff say of a session, as fields that keep what was typed, whatever a colleague does meanwhile.

import { field, h } from "./dom.js";
import { ownZone, zones } from "./moments.js";
import { LANGUAGES, t } from "./words.js";

const LONGEST_LINE = 200; // campaign.sessions.session
const LONGEST_TEXT = 2000;

/** `kind` of its input · `both`: in both languages · `must`: not empty. */
const FIELDS = {
  title: { kind: "line", both: true, must: true },
  advocate: { kind: "line", must: true },
  link: { kind: "address", must: true },
  duration_minutes: { kind: "minutes", must: true },
  description: { kind: "text", both: true },
  host: { kind: "handle" },
  capacity_note: { kind: "line", both: true },
  content_warning: { kind: "line", both: true },
  sign_language: { kind: "flag" },
  captions: { kind: "flag" },
  starts: { kind: "time", must: true },
  zone: { kind: "zone", must: true },
  replay_link: { kind: "address" },
};

export const GROUPS = {
  words: ["title", "advocate", "link", "duration_minutes", "description", "host", "capacity_note", "content_warning", "sign_language", "captions"],
  time: ["starts", "zone"],
  replay: ["replay_link"],
};

/** The fields of these names; `session` as the API tells it, null of a new one. */
export class SessionForm {
  constructor(names, session = null) {
    this.names = names;
    this.inputs = new Map(); // "title.ar", "starts", …
    this.base = valuesOf(session, names);
    this.fold = names.includes("starts") ? foldChoice() : null;
    this.meanwhile = h("div", { class: "meanwhile" });
    this.fields = [this.meanwhile, ...names.flatMap((name) => this.#fieldsOf(name)), this.fold];
    this.#fill(this.base);
  }

  /** As the API takes them: null of what is empty. */
  values() {
    return Object.fromEntries(this.names.map((name) => [name, this.#value(name)]));
  }

  /** What differs from the session as it was read. A time goes with its zone, and always: a session without
   * a date may get the one that it had. */
  changes() {
    const now = this.values();
    const timed = this.names.includes("starts");
    const changed = this.names.filter((name) => !same(now[name], this.base[name]) || (timed && GROUPS.time.includes(name)));
    return { ...Object.fromEntries(changed.map((name) => [name, now[name]])), ...this.#foldGiven() };
  }

  /** All of a new session. */
  whole() {
    const given = Object.entries(this.values()).filter(([, value]) => value !== null);
    return { ...Object.fromEntries(given), ...this.#foldGiven() };
  }

  /** A colleague was faster: what was typed here stays, everything else becomes as it is now; what they
   * changed is listed. */
  rebase(session) {
    const [mine, theirs] = [this.values(), valuesOf(session, this.names)];
    const changed = this.names.filter((name) => !same(theirs[name], this.base[name]));
    for (const name of this.names) if (same(mine[name], this.base[name])) this.#set(name, theirs[name]);
    const clash = (name) => !same(mine[name], this.base[name]);
    this.base = theirs;
    this.meanwhile.replaceChildren(
      ...(changed.length
        ? [
            h("h2", {}, t("session.meanwhile")),
            h(
              "ul",
              {},
              changed.map((name) =>
                h("li", {}, h("span", { class: "strong" }, t(`field.${name}`)), ": ", said(theirs[name]), clash(name) ? [" · ", t("session.yours_is_kept")] : null),
              ),
            ),
          ]
        : []),
    );
  }

  /** What the API found wrong, at the fields that it names; the choice between two times when it asks. */
  refused(problem) {
    for (const input of this.inputs.values()) input.removeAttribute("aria-invalid");
    for (const { pointer } of problem.faults) this.#at(pointer)?.setAttribute("aria-invalid", "true");
    if (this.fold && problem.message.includes('"fold"')) this.fold.hidden = false;
  }

  /** `/change/title/ar` and `/schedule/title/ar` are the field `title.ar`. */
  #at(pointer) {
    const path = pointer.split("/").slice(2).join(".");
    return this.inputs.get(path) ?? this.inputs.get(path.split(".")[0]);
  }

  #fieldsOf(name) {
    const { kind, both, must } = FIELDS[name];
    if (kind === "flag") {
      const input = h("input", { type: "checkbox", name, id: `of-${name}` });
      this.inputs.set(name, input);
      return [h("div", { class: "choice" }, input, h("label", { for: input.id }, t(`field.${name}`)))];
    }
    const hint = HINTS.has(name) ? t(`hint.${name}`) : null;
    return (both ? LANGUAGES : [null]).flatMap((language) => {
      const key = language ? `${name}.${language}` : name;
      const [input, ...more] = inputOf(kind, { name: key, required: must ?? false, ...(language && { lang: language, dir: language === "ar" ? "rtl" : "ltr" }) });
      this.inputs.set(key, input);
      const label = language ? `${t(`field.${name}`)} · ${t(`languages.${language}`)}` : t(`field.${name}`);
      return [field(label, input, hint), ...more];
    });
  }

  #fill(values) {
    for (const name of this.names) this.#set(name, values[name]);
  }

  #set(name, value) {
    const { kind, both } = FIELDS[name];
    if (both) for (const language of LANGUAGES) this.inputs.get(`${name}.${language}`).value = value?.[language] ?? "";
    else if (kind === "flag") this.inputs.get(name).checked = value;
    else this.inputs.get(name).value = value ?? "";
  }

  #value(name) {
    const { kind, both } = FIELDS[name];
    if (both) {
      const found = Object.fromEntries(LANGUAGES.map((language) => [language, this.inputs.get(`${name}.${language}`).value.trim()]));
      return Object.values(found).some(Boolean) ? found : null;
    }
    if (kind === "flag") return this.inputs.get(name).checked;
    const text = this.inputs.get(name).value.trim();
    if (kind === "minutes") return text ? Number(text) : null;
    return text || null;
  }

  #foldGiven() {
    const chosen = this.fold?.querySelector("select").value;
    return chosen ? { fold: Number(chosen) } : {};
  }
}

const HINTS = new Set(["link", "host", "zone", "content_warning", "replay_link"]);

function inputOf(kind, attributes) {
  switch (kind) {
    case "text":
      return [h("textarea", { rows: 4, maxlength: LONGEST_TEXT, ...attributes })];
    case "address":
      return [h("input", { type: "url", inputmode: "url", dir: "ltr", ...attributes })];
    case "handle":
      return [h("input", { type: "text", dir: "ltr", pattern: "@[A-Za-z0-9_.]{2,24}", ...attributes })];
    case "minutes":
      return [h("input", { type: "number", min: 5, max: 600, ...attributes })];
    case "time":
      return [h("input", { type: "datetime-local", dir: "ltr", ...attributes })];
    case "zone": {
      const list = h("datalist", { id: "zones" }, zones().map((zone) => h("option", { value: zone })));
      return [h("input", { type: "text", dir: "ltr", list: list.id, autocomplete: "off", spellcheck: "false", ...attributes }), list];
    }
    default:
      return [h("input", { type: "text", maxlength: LONGEST_LINE, dir: "auto", ...attributes })];
  }
}

/** Asked for on the one night of a year on which clocks show a time twice. */
function foldChoice() {
  const choice = h("select", { name: "fold" }, h("option", { value: "" }, t("fold.unsaid")), h("option", { value: "0" }, t("fold.first")), h("option", { value: "1" }, t("fold.second")));
  const row = field(t("field.fold"), choice);
  row.hidden = true;
  return row;
}

function valuesOf(session, names) {
  return Object.fromEntries(names.map((name) => [name, session ? stored(session, name) : fresh(name)]));
}

function stored(session, name) {
  return name === "starts" ? session.starts.slice(0, 16) : session[name];
}

function fresh(name) {
  if (FIELDS[name].kind === "flag") return false;
  return name === "zone" ? ownZone() : null;
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function said(value) {
  if (value === null) return t("session.nothing");
  if (typeof value === "boolean") return t(value ? "session.yes" : "session.no");
  const texts = typeof value === "object" ? LANGUAGES.map((language) => value[language]) : [String(value)];
  return texts.flatMap((text, place) => [place ? " · " : null, h("bdi", {}, text)]);
}
