// Questions in front of the page. The browser keeps the focus inside, Escape closes.

import { button, h } from "./dom.js";
import { t } from "./words.js";

let opened = 0;

/** `content` gets what closes the dialog; it answers what stands in it. Resolves with what `close` was given,
 * null when it was left. */
export function openDialog(title, content) {
  return new Promise((resolve) => {
    const heading = h("h2", { id: `dialog-title-${(opened += 1)}` }, title);
    const dialog = h("dialog", { "aria-labelledby": heading.id });
    let result = null;
    const close = (value = null) => {
      result = value instanceof Event ? null : value;
      dialog.close();
    };
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(result);
    });
    dialog.append(heading, ...[content(close)].flat().filter(Boolean));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Whether the person says so. */
export function confirmed(title, explanation, yes) {
  return openDialog(title, (close) => [
    h("p", {}, explanation),
    h("p", { class: "actions" }, button(yes, () => close(true)), button(t("cancel"), () => close(), { class: "quiet" })),
  ]);
}

/** What the fields hold by their names, or null. `fields` are elements of parts/dom.js. */
export function asked(title, explanation, fields, yes) {
  return openDialog(title, (close) =>
    h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          close(Object.fromEntries(new FormData(event.target)));
        },
      },
      explanation ? h("p", {}, explanation) : null,
      fields,
      h("p", { class: "actions" }, h("button", { type: "submit" }, yes), button(t("cancel"), () => close(), { class: "quiet" })),
    ),
  );
}
