// What became of one announcement, in numbers: what was sent, held, dropped and failed, and why. No addresses.

import { h } from "../parts/dom.js";
import { holdNote } from "../parts/hold_note.js";
import { moment, number } from "../parts/times.js";
import { named, t } from "../parts/words.js";
import { announced, stateBadge } from "./deliveries.js";

const SHARDS = 64; // campaign.audience.storage
const STATES = ["sent", "claimed", "released", "held", "dropped", "failed", "bounced"];

export const delivery = {
  id: "delivery",
  within: "deliveries",
  path: "/deliveries/:key",
  groups: ["publisher", "operator"],
  listed: false,

  async show(stage) {
    const body = h("div", { class: "case" });
    stage.main.append(h("p", { class: "back" }, h("a", { href: "#/deliveries" }, t("delivery.back"))), body);
    const fill = async () => {
      const [one, hold] = await Promise.all([stage.api.get(`/announcements?key=${encodeURIComponent(stage.params.key)}`), stage.api.get("/hold")]);
      body.replaceChildren(
        ...[
          h("h1", {}, stateBadge(one), " ", announced(one.key)),
          one.state === "held" ? holdNote(hold) : null,
          h("p", {}, named("announcement_words", one.state, ""), " ", t("delivery.asked_for", { number: number(one.recipients) }), " · ", moment(one.recorded_at)),
          h("section", {}, one.outcomes.length ? outcomes(one.outcomes) : h("p", {}, t("delivery.none"))),
          one.shards_counted < SHARDS ? h("p", { class: "strong" }, t("delivery.part", { counted: number(one.shards_counted), all: number(SHARDS) })) : null,
          h("p", { class: "meta" }, t("delivery.kept")),
        ].filter(Boolean),
      );
    };
    stage.keys([{ key: "r", words: "keys.again", run: () => stage.attempt(fill) }]);
    await fill();
  },
};

function outcomes(found) {
  const ordered = [...found].sort((one, other) => STATES.indexOf(one.state) - STATES.indexOf(other.state) || other.deliveries - one.deliveries);
  return h(
    "table",
    {},
    h("thead", {}, h("tr", {}, ["state", "channel", "reason", "number"].map((each) => h("th", { scope: "col" }, t(`delivery_column.${each}`))))),
    h(
      "tbody",
      {},
      ordered.map((each) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, named("delivery_state", each.state)),
          h("td", {}, named("channel", each.channel)),
          h("td", {}, each.reason ? why(each.reason) : "–"),
          h("td", {}, number(each.deliveries)),
        ),
      ),
    ),
  );
}

/** Reasons of our own in words; what a provider or an endpoint answered as it is. */
function why(reason) {
  const words = named("reason", reason.replaceAll(" ", "_"), null);
  return words ?? h("bdi", { lang: "en", dir: "ltr" }, reason);
}
