// The care queue: who waits, the most urgent first.

import { h, idOf } from "../parts/dom.js";
import { caseFacts, subjectWords, tierBadge } from "../parts/case_facts.js";
import { exposureBox, takeABreak } from "../parts/exposure.js";
import { t } from "../parts/words.js";

const AGAIN = 30_000; // milliseconds

export const careQueue = {
  id: "care",
  path: "/care",
  groups: ["care-reviewer", "lead"],
  listed: true,

  async show(stage) {
    const list = h("ol", { class: "items" });
    const shift = h("div");
    let shown = null;
    stage.main.append(h("h1", {}, t("screens.care")), h("p", { class: "intro" }, t("care.intro")), list, shift);

    async function fill() {
      const { cases, exposure } = await stage.api.get("/care/cases");
      const focused = document.activeElement?.id;
      list.replaceChildren(...(cases.length ? cases.map(caseItem) : [h("li", { class: "empty" }, t("care.empty"))]));
      shift.replaceChildren(exposureBox(exposure, () => stage.attempt(async () => (await takeABreak(stage), await fill()))));
      if (focused) document.getElementById(focused)?.focus();
      const now = cases.map((one) => one.id).join();
      if (shown !== null && now !== shown) stage.say(t("care.changed"));
      shown = now;
    }

    stage.keys([{ key: "r", words: "keys.again", run: () => stage.attempt(fill) }]);
    await fill();
    const timer = setInterval(() => document.hidden || document.querySelector("dialog[open]") || stage.attempt(fill), AGAIN);
    return () => clearInterval(timer);
  },
};

function caseItem(one) {
  const address = `#/care/${encodeURIComponent(one.id)}`;
  return h(
    "li",
    { class: one.overdue ? "item overdue" : "item" },
    h("a", { href: address, id: idOf(`case-${one.id}`), "data-item": true }, tierBadge(one), " ", h("span", { class: "subject" }, subjectWords(one))),
    h("dl", { class: "facts" }, caseFacts(one)),
  );
}
