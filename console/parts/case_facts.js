// What is said of a care case, in the queue and on its own page; never a word of the person.

import { h } from "./dom.js";
import { due, waited } from "./times.js";
import { named, t } from "./words.js";

export function tierBadge(one) {
  return h("span", { class: `tier ${one.tier}` }, named("tier", one.tier));
}

export function subjectWords(one) {
  return named("subject", one.subject.split(":")[0]);
}

/** `names`: of colleagues by their ids, where they are known. */
function holderWords(one, names = null) {
  if (one.status === "closed") return t("holder.closed");
  if (one.yours) return t("holder.yours");
  const name = names?.has(one.assignee) ? h("bdi", {}, names.get(one.assignee)) : null;
  if (one.held) return name ?? t("holder.another");
  if (!one.assignee) return t("holder.nobody");
  return name ? [t("holder.kept_for"), " ", name] : t("holder.kept");
}

/** Who is at it, how long its person has waited, and by when somebody must look. */
export function caseFacts(one, names = null) {
  const time = one.held || one.status === "closed" ? null : due(one.due_at);
  return [
    fact("waits", t("case.waits"), waited(one.opened_at)),
    time ? fact(one.overdue ? "due overdue" : "due", t("case.due"), time) : null,
    fact("holder", t("case.at_it"), holderWords(one, names)),
    one.escalated_at ? fact("lead", t("case.escalated"), t("case.lead_is_called")) : null,
  ];
}

function fact(kind, label, value) {
  return h("div", { class: kind }, h("dt", {}, label), h("dd", {}, value));
}
