// How much of distress the reviewer has read in this shift, shown to them alone, and the offer of a break.

import { button, h } from "./dom.js";
import { moment, number } from "./times.js";
import { t } from "./words.js";

/** `takeBreak`: what a break does with the screen that shows this. */
export function exposureBox(exposure, takeBreak) {
  const meter = h("meter", {
    min: 0,
    max: exposure.budget,
    high: exposure.budget * 0.75,
    optimum: 0,
    value: Math.min(exposure.points, exposure.budget),
    "aria-label": t("exposure.title"),
  });
  const counts = { points: number(exposure.points), budget: number(exposure.budget), texts: number(exposure.texts) };
  const offered = exposure.break_until
    ? h("p", { class: "strong" }, t("exposure.on_break"), " ", moment(exposure.break_until))
    : exposure.break_offered
      ? h("p", { class: "strong" }, t("exposure.offer"))
      : null;
  return h(
    "section",
    { class: exposure.break_offered ? "exposure offered" : "exposure", "aria-labelledby": "exposure" },
    h("h2", { id: "exposure" }, t("exposure.title")),
    h("p", {}, meter, " ", t("exposure.counts", counts)),
    offered,
    exposure.break_until ? null : button(t("exposure.take"), takeBreak, { class: "quiet" }),
  );
}

/** Hands over every case that one is at, and begins a break. */
export async function takeABreak(stage) {
  const { handed_over: handed } = await stage.api.post("/care/break");
  stage.say(t("exposure.taken", { cases: number(handed.length) }));
}
