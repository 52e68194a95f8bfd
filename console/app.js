// Starts the console: its settings, its words, who is signed in, and the screen that the address names.

import { apiAt } from "./parts/api.js";
import { chosen, speak } from "./parts/words.js";
import { setUpSignIn } from "./parts/sign_in.js";
import { Shell } from "./parts/shell.js";

// Before there are words in one language.
const NOT_STARTED = "The console could not start. Load it again. · تعذّر بدء اللوحة. حمّلها من جديد.";

try {
  const config = await (await fetch("config.json", { cache: "no-store" })).json();
  setUpSignIn(config);
  await speak(chosen());
  await new Shell(apiAt(config.api)).start();
} catch (error) {
  document.body.prepend(NOT_STARTED);
  throw error;
}
