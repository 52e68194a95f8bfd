// Questions whose answer is acted upon while they stand: whatever is refused, nothing that was typed is lost.

import { Problem } from "./api.js";
import { openDialog } from "./dialog.js";
import { button, h } from "./dom.js";
import { problemBox } from "./problems.js";
import { t } from "./words.js";

/** Asks, and does it: `act` gets what the fields hold by their names. A Problem stands above the fields until it
 * is tried again or left. Of the question, `words` are one text or several · `fields`: elements · `yes`: the words
 * of the button that does it · `kind`: that button's class. Resolves with whether it was done; fails as `act` does
 * with anything else than a Problem, such as the end of the sign-in. */
export async function tried({ title, words, fields = null, yes = title, kind = "main" }, act) {
  const result = await openDialog(title, (close) => {
    const said = h("div");
    const enter = h("button", { type: "submit", class: kind }, yes);
    const form = h(
      "form",
      {},
      [words].flat().filter(Boolean).map((each) => h("p", {}, each)),
      said,
      fields,
      h("p", { class: "actions" }, enter, button(t("cancel"), () => close(), { class: "quiet" })),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      enter.disabled = true;
      said.replaceChildren();
      try {
        await act(Object.fromEntries(new FormData(form)));
        close({ done: true });
      } catch (error) {
        if (!(error instanceof Problem)) return close({ error });
        const box = problemBox(error);
        box.append(h("p", {}, t("still_typed")));
        said.replaceChildren(box);
        box.focus();
      } finally {
        enter.disabled = false;
      }
    });
    return form;
  });
  if (result?.error) throw result.error;
  return result?.done === true;
}

/** The same on a screen that has `do`, which shows afterwards how things stand, also where it was refused and
 * left. `said`: for those who listen. */
export async function triedOn(screen, question, act, said) {
  let done = false;
  const went = await screen.do(async () => {
    done = await tried(question, act);
  });
  if (went && done) screen.stage.say(said);
  return went && done;
}
