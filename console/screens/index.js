// Every screen, in the order of the navigation. Another one is a file beside these, and a line here.

import { careCase } from "./care_case.js";
import { careQueue } from "./care_queue.js";
import { hold } from "./hold.js";
import { videos } from "./videos.js";

export const screens = [
  careQueue,
  careCase,
  videos,
  hold,
];
