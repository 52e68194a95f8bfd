// Times as staff read them: in their own zone, and in their own language's numbers and plurals.

import { h } from "./dom.js";
import { language, t } from "./words.js";

/** The browser's own region decides on digits and dates; without one they are 0 to 9, as on the hub. */
export function locale() {
  const own = navigator.languages.find((one) => one.startsWith(`${language()}-`));
  return own ?? `${language()}-u-nu-latn`;
}

const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** "5 minutes": the largest unit that fits; less than a minute is a minute. */
function duration(milliseconds) {
  const seconds = Math.max(60, milliseconds / 1000);
  const [unit, length] = UNITS.find(([, each]) => seconds >= each);
  const format = new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" });
  return format.format(Math.floor(seconds / length));
}

export function waited(since, now = Date.now()) {
  return duration(now - Date.parse(since));
}

/** "in 5 minutes", or since when it is overdue. */
export function due(at, now = Date.now()) {
  const left = Date.parse(at) - now;
  return left > 0 ? t("time.in", { time: duration(left) }) : t("time.overdue", { time: duration(-left) });
}

export function moment(at) {
  const format = new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" });
  return h("time", { datetime: at }, format.format(Date.parse(at)));
}

export function number(value) {
  return new Intl.NumberFormat(locale()).format(value);
}

/** "one, another and a third", as the language has it. */
export function listed(words) {
  return new Intl.ListFormat(locale(), { type: "conjunction" }).format(words);
}
