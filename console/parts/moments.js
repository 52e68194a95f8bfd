// When something of a session is: on the clocks of its own zone, with the zone's name, and in UTC.

import { h } from "./dom.js";
import { locale } from "./times.js";

export function inZone(at, zone) {
  return h("time", { datetime: at }, `${written(at, zone)} (`, h("bdi", { dir: "ltr" }, zone), ")");
}

export function inUtc(at) {
  return h("time", { datetime: at }, `${written(at, "UTC")} `, h("bdi", { dir: "ltr" }, "UTC"));
}

export function inBoth(at, zone) {
  return h("span", { class: "both" }, inZone(at, zone), " · ", inUtc(at));
}

/** Every zone that the browser knows, by its IANA name. */
export function zones() {
  return Intl.supportedValuesOf("timeZone");
}

export function ownZone() {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function written(at, zone) {
  const format = new Intl.DateTimeFormat(locale(), { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: zone });
  return format.format(Date.parse(at));
}
