// Signing in: the password, a new one at the first time, and the code of an authenticator.

import { openDialog } from "../parts/dialog.js";
import { button, field, h } from "../parts/dom.js";
import { SignedOut, forget, lastSignedIn, withCode, withFirstCode, withNewPassword, withPassword } from "../parts/sign_in.js";
import { named, t } from "../parts/words.js";

const SHORTEST = 14; // infrastructure/access.yaml

export const signInScreen = { id: "sign_in", show: ({ main, show }) => new SignIn(main, show).password() };

let again = null;

/** Asks whoever was signed in to do it again, in front of the screen: what they have typed there stays.
 * Those who ask at once wait for one sign-in. Fails with SignedOut when it is left. */
export function signInAgain() {
  again ??= askAgain().finally(() => (again = null));
  return again;
}

async function askAgain() {
  const email = lastSignedIn();
  forget();
  const done = await openDialog(t("sign_in.again"), (close) => {
    const main = h("div", { class: "again" });
    new SignIn(main, () => close(true), email).password();
    return [h("p", {}, t("sign_in.again_words")), main, h("p", { class: "actions" }, button(t("sign_in.leave"), () => close(), { class: "quiet" }))];
  });
  if (!done) throw new SignedOut();
}

/** Fills `main`, step by step, and calls `done`. With an `email` it is for that one alone. */
class SignIn {
  constructor(main, done, email = "") {
    this.main = main;
    this.done = done;
    this.email = email;
    this.one = Boolean(email);
  }

  password() {
    const email = h("input", { type: "email", name: "email", autocomplete: "username", required: true, dir: "ltr" });
    email.value = this.email;
    email.readOnly = this.one;
    const password = h("input", { type: "password", name: "password", autocomplete: "current-password", required: true, dir: "ltr", autofocus: this.one });
    this.#form("sign_in.title", null, [field(t("sign_in.email"), email), field(t("sign_in.password"), password)], () => {
      this.email = email.value.trim();
      return withPassword(this.email, password.value);
    });
  }

  #newPassword() {
    const password = h("input", { type: "password", name: "new", autocomplete: "new-password", required: true, minlength: SHORTEST, dir: "ltr" });
    const fields = [field(t("sign_in.new_password"), password, t("sign_in.new_password_hint"))];
    this.#form("sign_in.new_password_title", t("sign_in.new_password_words"), fields, () => withNewPassword(password.value));
  }

  #code() {
    const code = codeInput();
    this.#form("sign_in.code_title", t("sign_in.code_words"), [field(t("sign_in.code"), code)], () => withCode(digits(code)));
  }

  #setUp(secret) {
    const code = codeInput();
    const address = `otpauth://totp/${encodeURIComponent(`${t("title")}:${this.email}`)}?secret=${secret}&issuer=${encodeURIComponent(t("title"))}`;
    const fields = [
      h("p", { class: "secret", dir: "ltr", id: "secret" }, secret.match(/.{1,4}/g).join(" ")),
      h("p", {}, h("a", { href: address }, t("sign_in.set_up_link"))),
      field(t("sign_in.first_code"), code),
    ];
    this.#form("sign_in.set_up_title", t("sign_in.set_up_words"), fields, () => withFirstCode(digits(code)));
  }

  #form(title, explanation, fields, submit) {
    const said = h("p", { class: "problem", role: "alert", hidden: true, tabindex: "-1" });
    const enter = h("button", { type: "submit" }, t("sign_in.go_on"));
    const form = h("form", { class: "narrow" }, explanation ? h("p", {}, explanation) : null, said, fields, h("p", { class: "actions" }, enter));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      enter.disabled = true;
      said.hidden = true;
      try {
        await this.#next(await submit());
      } catch (error) {
        if (!error.code) throw error; // not Cognito's
        said.textContent = named("sign_in.errors", error.code, t("sign_in.errors.other"));
        said.hidden = false;
        said.focus();
      } finally {
        enter.disabled = false;
      }
    });
    this.main.replaceChildren(this.one ? h("h3", {}, t(title)) : h("h1", {}, t(title)), form);
    form.querySelector("input:not([readonly])").focus();
  }

  async #next({ step, secret }) {
    if (step === "new-password") this.#newPassword();
    else if (step === "code") this.#code();
    else if (step === "set-up") this.#setUp(secret);
    else await this.done();
  }
}

function codeInput() {
  return h("input", { name: "code", autocomplete: "one-time-code", inputmode: "numeric", pattern: "[0-9٠-٩ ]{6,7}", required: true, dir: "ltr" });
}

/** As Cognito wants them, also from an Arabic keyboard. */
function digits(input) {
  const ascii = input.value.replace(/[٠-٩]/g, (digit) => String("٠١٢٣٤٥٦٧٨٩".indexOf(digit)));
  return ascii.replace(/\s/g, "");
}
