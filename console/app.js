// Starts the console: its settings, its words, who is signed in, and the screen that the address names.

import { apiAt } from "./parts/api.js";
import { chosen, speak } from "./parts/words.js";
import { setUpSignIn } from "./parts/sign_in.js";
import { Shell } from "./parts/shell.js";

const config = await (await fetch("config.json", { cache: "no-store" })).json();
setUpSignIn(config);
await speak(chosen());
const shell = new Shell(apiAt(config.api));
await shell.start();
