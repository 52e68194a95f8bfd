// Every screen, in the order of the navigation. Another one is a file beside these, and a line here.

import { careCase } from "./care_case.js";
import { careQueue } from "./care_queue.js";
import { deliveries } from "./deliveries.js";
import { delivery } from "./delivery.js";
import { hold } from "./hold.js";
import { series } from "./series.js";
import { session } from "./session.js";
import { sessionChange } from "./session_change.js";
import { seriesNew, sessionNew } from "./session_new.js";
import { sessions } from "./sessions.js";
import { publication } from "./publication.js";
import { publications } from "./publications.js";
import { quarantine } from "./quarantine.js";
import { videos } from "./videos.js";

export const screens = [
  careQueue,
  careCase,
  videos,
  sessions,
  session,
  sessionChange,
  sessionNew,
  series,
  seriesNew,
  deliveries,
  delivery,
  publications,
  publication,
  quarantine,
  hold,
];
