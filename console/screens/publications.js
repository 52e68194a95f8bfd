// All publications, by kind and by what the public sees of them; what waits for a reviewer comes first.

import { field, h, idOf } from "../parts/dom.js";
import { KINDS, STATES, nameOf, publicationFacts, stateBadges, stateOf, waits } from "../parts/publication_facts.js";
import { number } from "../parts/times.js";
import { named, t } from "../parts/words.js";

let last = { kind: "", state: "" }; // what this tab looked for

export const publications = {
  id: "publications",
  path: "/publications",
  groups: ["reviewer", "publisher"],
  listed: true,

  async show(stage) {
    const list = h("ol", { class: "items" });
    const count = h("p", { class: "meta", role: "status" });
    const kind = select("kind", [["", t("publications.every_kind")], ...KINDS.map((each) => [each, named("kind", each)])]);
    const state = select("state", [["", t("publications.every_state")], ["waits", t("publications.waits")], ...STATES.map((each) => [each, named("published", each)])]);
    let found = [];
    stage.main.append(
      h("h1", {}, t("screens.publications")),
      h("p", { class: "intro" }, t("publications.intro")),
      h("div", { class: "pair" }, field(t("publications.kind"), kind), field(t("publications.state"), state)),
      count,
      list,
    );

    function show() {
      const shown = found.filter((one) => !state.value || (state.value === "waits" ? waits(one) : stateOf(one) === state.value));
      shown.sort((one, other) => waits(other) - waits(one));
      list.replaceChildren(...(shown.length ? shown.map(item) : [h("li", { class: "empty" }, t("publications.empty"))]));
      count.textContent = t("publications.count", { number: number(shown.length) });
      last = { kind: kind.value, state: state.value };
    }
    async function fill() {
      found = (await stage.api.get(`/publications?kind=${kind.value}`)).publications;
      show();
    }
    kind.addEventListener("change", () => stage.attempt(fill));
    state.addEventListener("change", show);
    stage.keys([{ key: "r", words: "keys.again", run: () => stage.attempt(fill) }]);
    await fill();
  },
};

function select(name, options) {
  return h("select", { name }, options.map(([value, words]) => h("option", { value, selected: value === last[name] }, words)));
}

function item(one) {
  const address = `#/publications/${one.kind}/${encodeURIComponent(one.id)}`;
  return h(
    "li",
    { class: "item stacked" },
    h("a", { href: address, id: idOf(`${one.kind}-${one.id}`), "data-item": true }, h("span", { class: "subject" }, nameOf(one)), " ", stateBadges(one)),
    h("dl", { class: "facts" }, publicationFacts(one)),
  );
}
