// How a publication stands, in words: what the public sees of it, and what waits for somebody.

import { h } from "./dom.js";
import { moment, number } from "./times.js";
import { named, t } from "./words.js";

export const KINDS = ["toolkit", "guide", "organisation", "advocate", "tutorial", "insight", "activation", "launch", "page", "answer"]; // campaign.publications.kind
export const STATES = ["proposed", "shown", "embargoed", "closed", "unsure", "recalled", "withdrawn"];

/** One of STATES: what the public sees of it now, and why not. */
export function stateOf(one, now = Date.now()) {
  if (one.withdrawn) return "withdrawn";
  if (one.shown) return "shown";
  if (one.live === null) return "proposed";
  if (one.recalled.includes(one.live)) return "recalled";
  if (one.opens_at && Date.parse(one.opens_at) > now) return "embargoed";
  if (one.closes_at && Date.parse(one.closes_at) <= now) return "closed";
  return "unsure"; // nobody has made sure of it, or not lately
}

/** Whether its newest revision waits for a reviewer. */
export function waits(one) {
  const settled = one.withdrawn || one.latest === one.live || one.recalled.includes(one.latest);
  return !settled && one.approved[one.latest].length < 2;
}

export function stateBadges(one) {
  const state = stateOf(one);
  return [
    h("span", { class: `tier ${state}` }, named("published", state)),
    waits(one) ? h("span", { class: "tier waits" }, t("publications.waits")) : null,
  ];
}

export function nameOf(one) {
  return [named("kind", one.kind), " · ", h("bdi", { lang: "en" }, one.id)];
}

export function publicationFacts(one) {
  return [
    fact(t("publications.newest"), number(one.latest)),
    one.live === null ? null : fact(t("publications.live"), number(one.live)),
    one.live_since ? fact(t("publications.since"), moment(one.live_since)) : null,
    one.opens_at ? fact(t("publications.opens"), moment(one.opens_at)) : null,
    one.closes_at ? fact(t("publications.closes"), moment(one.closes_at)) : null,
    one.stale_at ? fact(t("publications.stale"), moment(one.stale_at)) : null,
    one.verified_on ? fact(t("publications.verified"), h("bdi", {}, one.verified_on)) : null,
  ];
}

function fact(label, value) {
  return h("div", {}, h("dt", {}, label), h("dd", {}, value));
}
