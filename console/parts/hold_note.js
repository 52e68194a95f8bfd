// Whether the hold is on, wherever somebody is about to tell many people something.

import { h } from "./dom.js";
import { moment } from "./times.js";
import { t } from "./words.js";

/** Nothing while it is off. */
export function holdNote(hold) {
  if (!hold.on) return null;
  return h(
    "section",
    { class: "held hold-note" },
    h("p", { class: "strong" }, t("hold.is_on"), hold.since ? [" · ", t("hold.since"), " ", moment(hold.since)] : null),
    h("p", {}, t("hold_note.words")),
    hold.why ? h("p", { dir: "auto" }, hold.why) : null,
  );
}
