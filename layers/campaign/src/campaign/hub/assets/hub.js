// What the pages can do besides being read. Without this file every text and every link is there.
// Nothing is kept but a country, on this device; nothing is asked of another host before a click.

const all = (selector) => [...document.querySelectorAll(selector)];
const made = (tag, fields, ...content) => {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...content);
  return element;
};
// A browser that keeps nothing (or forbids it) only forgets.
const remember = (store, key, value) => {
  try {
    value ? store().setItem(key, value) : store().removeItem(key);
  } catch {}
};
const recall = (store, key) => {
  try {
    return store().getItem(key);
  } catch {
    return null;
  }
};
const device = () => localStorage;
const tab = () => sessionStorage;

// Leaving quickly: the page goes at once, another takes its place, and "back" in this tab leads there too.
const exit = document.querySelector("[data-leave]");
const leave = () => {
  remember(tab, "left", "yes");
  document.body.hidden = true;
  document.title = "…";
  location.replace(exit.href);
};
if (exit) {
  let escaped = -Infinity;
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") escaped = -Infinity;
    else if (event.repeat) return;
    else if (event.timeStamp - escaped < 1500) leave();
    else escaped = event.timeStamp;
  });
  addEventListener("pageshow", (event) => {
    const [visit] = performance.getEntriesByType("navigation");
    const back = event.persisted || visit?.type === "back_forward";
    if (!back) remember(tab, "left", null);
    else if (recall(tab, "left")) leave();
  });
}

// Digits of Arabic texts as they are written in the chosen country; the page comes with 0–9.
const written = new Map();
const writeDigits = (system) => {
  document.documentElement.dataset.digits = system;
  for (const place of all(":lang(ar):is(time, [data-digits]):not(option, html)")) {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      if (!written.has(node)) written.set(node, node.data);
      const plain = written.get(node);
      node.data = system === "arab" ? inArabic(plain) : plain;
    }
  }
};
const inArabic = (text) =>
  text
    .replace(/(\d),(?=\d)/g, "$1٬")
    .replace(/(\d)\.(?=\d)/g, "$1٫")
    .replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));

// Help in the chosen country: what a person has verified there, or that nobody has yet.
const helpline = (list) => ({ name, place, phone, tel, about, when }) => {
  const number = tel && /^\+?\d+$/.test(tel) ? made("a", { href: `tel:${tel}` }, phone) : made("bdi", {}, phone);
  number.dir = "ltr";
  const hours = made("span", {}, when);
  hours.dataset.digits = "";
  const more = made("a", { href: `${list}#${place}` }, name);
  return made("li", {}, made("strong", {}, more), number, made("span", {}, about), hours);
};
const showHelp = async (block, select) => {
  const { value, selectedOptions } = select;
  const lines = block.querySelector(".help-lines");
  if (!value || value === "-") return lines.replaceChildren();
  let content;
  try {
    const answer = await fetch(block.dataset.help);
    if (!answer.ok) throw new Error(answer.status);
    const found = (await answer.json())[value] ?? [];
    content = found.length
      ? made("ul", {}, ...found.map(helpline(block.dataset.list)))
      : made("p", {}, block.dataset.none.replace("{}", selectedOptions[0].text));
  } catch {
    content = made("p", {}, block.dataset.failed);
  }
  if (select.value === value) lines.replaceChildren(content);
};
const blocks = all("[data-help]").map((block) => [block, block.querySelector("select")]);
const choose = async (country) => {
  for (const [, select] of blocks) {
    select.value = country;
    if (select.selectedIndex < 0) select.value = "";
  }
  const chosen = blocks.map(([, select]) => select.selectedOptions[0]?.dataset.digits);
  const digits = () => writeDigits(chosen.find(Boolean) ?? "latn");
  digits();
  await Promise.all(blocks.map(([block, select]) => showHelp(block, select)));
  digits();
};
for (const [block, select] of blocks) {
  block.querySelector(".help-choice").hidden = false;
  select.addEventListener("change", () => {
    remember(device, "country", select.value);
    choose(select.value);
  });
}
const country = recall(device, "country");
if (country) choose(country);

// A video plays here only once its reader has been told what that means, and has asked for it.
for (const place of all("[data-player]")) {
  const { player, play, note, by } = place.dataset;
  if (!/^\d{1,25}$/.test(player)) continue;
  const button = made("button", { type: "button", className: "play" }, play, made("small", {}, note));
  button.addEventListener("click", () => {
    const src = `https://www.tiktok.com/player/v1/${player}`;
    const frame = made("iframe", { src, title: by, allow: "fullscreen", referrerPolicy: "no-referrer" });
    button.replaceWith(frame);
    frame.focus();
  });
  place.prepend(button);
}

// The reader's own time zone stands in the form, theirs to change; nothing is sent before they send it. A browser
// that does not tell it says UTC.
const zone = document.querySelector("form select[name=zone]");
const own = zone && Intl.DateTimeFormat().resolvedOptions().timeZone;
if (own?.includes("/") && zone.selectedOptions[0]?.defaultSelected) {
  if (![...zone.options].some((option) => option.value === own)) zone.append(made("option", { value: own }, own));
  zone.value = own;
}
