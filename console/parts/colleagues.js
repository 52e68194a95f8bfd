// Whom a care case can be given to.

import { field, h } from "./dom.js";
import { t } from "./words.js";

/** Their names by their ids, with those of the one who asks. */
export async function colleagues(api) {
  const { colleagues: found } = await api.get("/care/colleagues");
  return new Map(found.map(({ id, name }) => [id, name]));
}

/** A field `to`. `anybody`: words for whoever comes next, where that may be chosen · `without`: the id of somebody who may not. */
export function colleagueField(names, { anybody = null, without = null } = {}) {
  const known = [...names].filter(([id]) => id !== without);
  const choice = h(
    "select",
    { name: "to", required: anybody === null },
    h("option", { value: "" }, anybody ?? t("case.choose_colleague")),
    known.map(([id, name]) => h("option", { value: id }, name)),
  );
  return field(t("case.colleague"), choice, known.length ? null : t("case.no_colleagues"));
}
