// Elements. Whatever is given as a child is text, never markup: what people wrote comes through here.

/** An element. Of `attributes`, `on…` are listeners; true stands for an attribute without a value, false,
 * null and undefined for none. `children` are elements, texts, or lists of these; null is left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  fill(element, children);
  return element;
}

/** These children in place of those that it has, as `h` takes them. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child != null && child !== false));
}

export function button(words, run, attributes = {}) {
  return h("button", { type: "button", onclick: run, ...attributes }, words);
}

/** A labelled field. `hint` stands below it and belongs to it. */
export function field(label, input, hint) {
  if (!input.id) input.id = `field-${(numbered += 1)}`;
  const below = hint ? h("p", { class: "hint", id: `${input.id}-hint` }, hint) : null;
  if (below) input.setAttribute("aria-describedby", below.id);
  return h("div", { class: "field" }, h("label", { for: input.id }, label), input, below);
}

let numbered = 0;

/** The same as an id, whatever signs are in `text`. */
export function idOf(text) {
  return text.replace(/[^A-Za-z0-9_-]/g, "-");
}
