// The frame around every screen: where one can go, the language, the keys, and signing out.

import { button, h } from "./dom.js";
import { Keys } from "./keys.js";
import { problemBox } from "./problems.js";
import { SignedOut, forget, signOut, signedIn } from "./sign_in.js";
import { LANGUAGES, choose, language, t } from "./words.js";
import { screens } from "../screens/index.js";
import { signInScreen } from "../screens/sign_in.js";

/** A screen is an object. `id` names its words, `screens.<id>` · `path`: its address behind the "#", where
 * `:name` stands for anything · `groups`: who may see it · `listed`: whether it is in the navigation ·
 * `show(stage)`: fills `stage.main`, and may answer what is to be done when it is left.
 *
 * The stage: `main`, an element · `api` · `me` · `params` of the address · `go(path)` · `keys(bindings)` ·
 * `say(words)`, for those who listen · `show()`, all of it anew · `attempt(act)`, which shows a Problem in
 * the screen, and the sign-in when it has ended. */
export class Shell {
  #leave = null;
  #keys = new Keys();
  #turn = 0;

  constructor(api) {
    this.api = api;
    this.live = h("p", { class: "unseen", role: "status" });
  }

  async start() {
    window.addEventListener("hashchange", () => this.show());
    // A fault of the console's own is in the browser's log; whoever works here must know that nothing was done.
    window.addEventListener("unhandledrejection", () => {
      document.querySelector("main")?.prepend(h("p", { class: "problem", role: "alert" }, t("problem.other")));
    });
    for (const place of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      const told = place === 1 ? { words: "keys.screen", shown: "1 – 9" } : {};
      this.#keys.add({ key: String(place), run: () => this.#goTo(place - 1), ...told });
    }
    await this.show();
  }

  /** What the address names, for whoever is signed in. */
  async show() {
    const turn = (this.#turn += 1);
    this.#leave?.();
    this.#leave = null;
    this.#keys.ofScreen([]);
    let me;
    try {
      me = await signedIn();
    } catch (error) {
      if (!(error instanceof SignedOut)) throw error;
      if (turn === this.#turn) this.#frame(null, signInScreen, {});
      return;
    }
    if (turn !== this.#turn) return;
    const mine = screens.filter((screen) => screen.groups.some((group) => me.groups.includes(group)));
    const [screen, params] = this.#named(mine);
    await this.#frame(me, screen, params, mine);
  }

  #named(mine) {
    const path = decodeURI(location.hash.slice(1));
    for (const screen of mine) {
      const params = matched(screen.path, path);
      if (params) return [screen, params];
    }
    return [mine.find((screen) => screen.listed) ?? null, {}];
  }

  async #frame(me, screen, params, mine = []) {
    const main = h("main", { id: "main", tabindex: "-1" });
    const skip = button(t("skip"), () => main.focus(), { class: "skip" });
    document.body.replaceChildren(skip, this.#bar(me, screen, mine), main, this.live);
    if (screen === null) {
      main.append(h("h1", {}, t("nothing.title")), h("p", {}, t("nothing.words")));
      return;
    }
    document.title = `${t(`screens.${screen.id}`)} · ${t("title")}`;
    const stage = {
      main,
      me,
      params,
      api: this.api,
      go: (path) => this.go(path),
      keys: (bindings) => this.#keys.ofScreen(bindings),
      say: (words) => (this.live.textContent = words),
      show: () => this.show(),
      attempt: (act) => this.attempt(main, act),
    };
    const turn = this.#turn;
    scrollTo(0, 0);
    const waiting = h("p", { class: "waiting" }, t("waiting"));
    main.append(waiting);
    await stage.attempt(async () => {
      try {
        const leave = await screen.show(stage);
        if (turn === this.#turn) this.#leave = leave ?? null;
        else leave?.();
      } finally {
        waiting.remove();
      }
    });
    if (document.activeElement === document.body) main.focus({ preventScroll: true });
  }

  go(path) {
    if (location.hash === `#${path}`) this.show();
    else location.hash = path;
  }

  /** Whether it went well. */
  async attempt(main, act) {
    main.querySelector(".problem")?.remove();
    try {
      await act();
      return true;
    } catch (error) {
      if (error instanceof SignedOut) {
        forget();
        await this.show();
        return false;
      }
      const box = problemBox(error);
      const heading = main.querySelector("h1");
      if (heading) heading.after(box);
      else main.prepend(box);
      box.focus();
      return false;
    }
  }

  #goTo(place) {
    document.querySelectorAll("nav a")[place]?.click();
  }

  #bar(me, screen, mine) {
    const links = mine
      .filter((each) => each.listed)
      .map((each) => {
        const here = each.id === (screen?.within ?? screen?.id);
        return h("li", {}, h("a", { href: `#${each.path}`, "aria-current": here && "page" }, t(`screens.${each.id}`)));
      });
    const tongues = LANGUAGES.filter((one) => one !== language()).map((one) =>
      button(t(`languages.${one}`), () => this.#speak(one), { lang: one, class: "plain" }),
    );
    return h(
      "header",
      { class: "bar" },
      h("p", { class: "brand" }, h("img", { src: "mark.svg", alt: "", width: "28", height: "28" }), t("title")),
      links.length ? h("nav", { "aria-label": t("screens.all") }, h("ul", {}, links)) : null,
      h(
        "div",
        { class: "tools" },
        me && button("?", () => this.#keys.help(), { class: "plain", "aria-label": t("keys.title") }),
        tongues,
        me && h("span", { class: "me", dir: "ltr" }, me.email),
        me && button(t("sign_out"), () => this.#out(), { class: "plain" }),
      ),
    );
  }

  async #speak(one) {
    await choose(one);
    await this.show();
    document.querySelector(".tools button[lang]")?.focus();
  }

  async #out() {
    await signOut();
    await this.show();
  }
}

/** What `:name` stands for in `pattern`, or null where `path` is another one. */
function matched(pattern, path) {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return null;
  const params = {};
  for (const [place, part] of wanted.entries()) {
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(given[place]);
    else if (part !== given[place]) return null;
  }
  return params;
}
