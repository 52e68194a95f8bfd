// What the console says, in the language of whoever works with it: words/<language>.json.

const DIRECTIONS = { ar: "rtl", en: "ltr" };
const KEPT = "language";
let words = {};

export const LANGUAGES = Object.keys(DIRECTIONS);

export function language() {
  return document.documentElement.lang;
}

/** The language that was chosen on this device, or the browser's. */
export function chosen() {
  const kept = localStorage.getItem(KEPT);
  if (LANGUAGES.includes(kept)) return kept;
  return navigator.languages.some((one) => one.startsWith("ar")) ? "ar" : "en";
}

export async function speak(one) {
  words = await (await fetch(`words/${one}.json`)).json();
  document.documentElement.lang = one;
  document.documentElement.dir = DIRECTIONS[one];
}

export async function choose(one) {
  localStorage.setItem(KEPT, one);
  await speak(one);
}

/** The words of a key such as "care.title"; `{name}` in them is replaced by `values.name`. */
export function t(key, values = {}) {
  const found = key.split(".").reduce((part, name) => part?.[name], words);
  if (typeof found !== "string") throw new Error(`there are no words for ${key}`);
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** As `t`, and `otherwise` where there are none: of names that the API gives and the console may not know. */
export function named(group, name, otherwise = name) {
  const found = group.split(".").reduce((part, each) => part?.[each], words);
  return found?.[name] ?? otherwise;
}
