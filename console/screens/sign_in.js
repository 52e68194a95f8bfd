// Signing in: the password, a new one at the first time, and the code of an authenticator.

import { field, h } from "../parts/dom.js";
import { withCode, withFirstCode, withNewPassword, withPassword } from "../parts/sign_in.js";
import { named, t } from "../parts/words.js";

const SHORTEST = 14; // infrastructure/access.yaml

export const signInScreen = { id: "sign_in", show: (stage) => new SignIn(stage).password() };

class SignIn {
  constructor(stage) {
    this.stage = stage;
    this.email = "";
  }

  password() {
    const email = h("input", { type: "email", name: "email", autocomplete: "username", required: true, dir: "ltr" });
    email.value = this.email;
    const password = h("input", { type: "password", name: "password", autocomplete: "current-password", required: true, dir: "ltr" });
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
    this.stage.main.replaceChildren(h("h1", {}, t(title)), form);
    form.querySelector("input").focus();
  }

  async #next({ step, secret }) {
    if (step === "new-password") this.#newPassword();
    else if (step === "code") this.#code();
    else if (step === "set-up") this.#setUp(secret);
    else await this.stage.show();
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
