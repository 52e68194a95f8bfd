// The hold: one switch that stops everything that goes out to the public.

import { asked, confirmed } from "../parts/dialog.js";
import { button, field, h } from "../parts/dom.js";
import { moment, number } from "../parts/times.js";
import { t } from "../parts/words.js";

const LONGEST_WHY = 500;

export const hold = {
  id: "hold",
  path: "/hold",
  groups: ["publisher", "operator"],
  listed: true,

  async show(stage) {
    const body = h("div");
    stage.main.append(h("h1", {}, t("screens.hold")), h("p", { class: "intro" }, t("hold.intro")), body);

    const fill = (state) => {
      body.replaceChildren(card(state, () => turn(state)));
      stage.keys([{ key: "h", words: state.on ? "hold.turn_off" : "hold.turn_on", run: () => turn(state) }]);
    };
    async function turn(state) {
      const request = state.on ? await off() : await on();
      if (!request) return;
      const done = await stage.attempt(async () => fill(await stage.api.put("/hold", request)));
      if (done) stage.say(t(request.on ? "hold.is_on" : "hold.is_off"));
    }
    fill(await stage.api.get("/hold"));
  },
};

function card(state, turn) {
  return h(
    "section",
    { class: state.on ? "card held" : "card" },
    h("p", { class: "state" }, t(state.on ? "hold.is_on" : "hold.is_off")),
    state.since ? h("p", {}, t("hold.since"), " ", moment(state.since)) : null,
    state.why ? h("p", { dir: "auto" }, state.why) : null,
    state.held.length ? h("p", {}, t("hold.held", { number: number(state.held.length) })) : null,
    h("p", { class: "actions" }, button(t(state.on ? "hold.turn_off" : "hold.turn_on"), turn, { class: state.on ? "main" : "danger" })),
  );
}

async function on() {
  const why = h("textarea", { name: "why", rows: 3, maxlength: LONGEST_WHY, required: true, dir: "auto" });
  const given = await asked(t("hold.turn_on"), t("hold.on_words"), [field(t("hold.why"), why, t("hold.why_hint"))], t("hold.turn_on"));
  return given && { on: true, why: given.why };
}

async function off() {
  return (await confirmed(t("hold.turn_off"), t("hold.off_words"), t("hold.turn_off"))) && { on: false };
}
