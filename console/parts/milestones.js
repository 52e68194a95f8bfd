// What an announcement is about, by the name of its class.

import { named } from "./words.js";

export function milestone(name) {
  return named("milestone", name.replace(".", "_"), name);
}
