// The announcements of which something was recorded last, and one by its key.

import { field, h, idOf } from "../parts/dom.js";
import { holdNote } from "../parts/hold_note.js";
import { milestone } from "../parts/milestones.js";
import { moment, number } from "../parts/times.js";
import { named, t } from "../parts/words.js";

export const deliveries = {
  id: "deliveries",
  path: "/deliveries",
  groups: ["publisher", "operator"],
  listed: true,

  async show(stage) {
    const body = h("div");
    const key = h("input", { type: "text", name: "key", required: true, dir: "ltr", autocomplete: "off", spellcheck: "false" });
    const open = (event) => {
      event.preventDefault();
      stage.go(`/deliveries/${encodeURIComponent(key.value.trim())}`);
    };
    stage.main.append(
      h("h1", {}, t("screens.deliveries")),
      h("p", { class: "intro" }, t("deliveries.intro")),
      body,
      h("form", { class: "sheet", onsubmit: open }, field(t("deliveries.by_key"), key, t("deliveries.key_hint")), h("p", { class: "actions" }, h("button", { type: "submit", class: "quiet" }, t("deliveries.open")))),
    );
    const fill = async () => {
      const [{ announcements }, hold] = await Promise.all([stage.api.get("/announcements"), stage.api.get("/hold")]);
      const items = announcements.length ? announcements.map(announcementItem) : [h("li", { class: "empty" }, t("deliveries.empty"))];
      body.replaceChildren(...[holdNote(hold), h("ol", { class: "items" }, items)].filter(Boolean));
    };
    stage.keys([{ key: "r", words: "keys.again", run: () => stage.attempt(fill) }]);
    await fill();
  },
};

function announcementItem(one) {
  return h(
    "li",
    { class: "item session" },
    h("a", { href: `#/deliveries/${encodeURIComponent(one.key)}`, id: idOf(one.key), "data-item": true }, stateBadge(one), " ", h("span", { class: "subject" }, announced(one.key))),
    h("p", { class: "meta" }, moment(one.recorded_at), " · ", t("delivery.asked_for", { number: number(one.recipients) })),
  );
}

export function stateBadge({ state }) {
  return h("span", { class: `tier state-${state}` }, named("announcement", state));
}

/** `session:talk@2/session.moved`: what was told, and of what. */
export function announced(key) {
  const [subject, name] = key.split("/");
  return h("span", {}, milestone(name), " · ", h("bdi", { dir: "ltr" }, subject));
}
