// What went wrong, in plain words: what it means and what to do, with what the API itself said below.

import { Problem } from "./api.js";
import { h } from "./dom.js";
import { named, t } from "./words.js";

/** Anything else than a Problem is a fault of the console's own, and is not shown as somebody else's. */
export function problemBox(problem) {
  if (!(problem instanceof Problem)) throw problem;
  const kind = problem.status >= 500 ? "500" : String(problem.status);
  return h(
    "div",
    { class: "problem", role: "alert", tabindex: "-1" },
    h("p", { class: "strong" }, named("problem", kind, t("problem.unknown"))),
    problem.message ? h("p", { class: "said", lang: "en", dir: "ltr" }, problem.message) : null,
    problem.faults.length
      ? h("ul", { lang: "en", dir: "ltr" }, problem.faults.map(({ pointer, detail }) => h("li", {}, `${pointer}: ${detail}`)))
      : null,
  );
}
