// The review queue: who waits longest first, decided by one key each.

import { h, idOf } from "../parts/dom.js";
import { moveButtons } from "../parts/screen.js";
import { moment, number } from "../parts/times.js";
import { named, t } from "../parts/words.js";
import { judge, reject, block } from "../parts/video_moves.js";

const MOST = 100; // campaign.api.videos

export const videos = {
  id: "videos",
  path: "/videos",
  groups: ["moderator"],
  listed: true,
  show: (stage) => new VideoQueue(stage).show(),
};

class VideoQueue {
  constructor(stage) {
    this.stage = stage;
    this.api = stage.api;
    this.waiting = new Map();
    this.list = h("ol", { class: "items videos" });
  }

  async show() {
    const { main } = this.stage;
    main.append(h("h1", {}, t("screens.videos")), h("p", { class: "intro" }, t("videos.intro")), this.list);
    this.stage.keys([
      ...MOVES.map(({ key, words, run }) => ({ key, words, run: (item) => this.#at(item, run) })),
      { key: "r", words: "keys.again", run: () => this.stage.attempt(() => this.fill()) },
    ]);
    await this.fill();
  }

  async fill() {
    const { videos: found } = await this.api.get(`/videos?limit=${MOST}`);
    this.waiting = new Map(found.map((video) => [idOf(video.key), video]));
    this.list.replaceChildren(...found.map((video) => this.#item(video)));
    this.#maybeEmpty();
  }

  /** Decided videos leave the list, and the focus goes on to the next one. */
  leave(video, said) {
    const item = document.getElementById(idOf(video.key));
    const next = item?.nextElementSibling ?? item?.previousElementSibling;
    this.waiting.delete(idOf(video.key));
    item?.remove();
    this.#maybeEmpty();
    if (next) next.focus();
    else this.stage.main.focus();
    this.stage.say(said);
  }

  #maybeEmpty() {
    if (!this.list.children.length) this.list.append(h("li", { class: "empty" }, t("videos.empty")));
  }

  #at(item, run) {
    const video = item && this.waiting.get(item.id);
    if (video) return this.stage.attempt(() => run(this, video));
    return this.stage.say(t("videos.choose_one"));
  }

  #item(video) {
    const title = h("h2", { id: `${idOf(video.key)}-title` }, video.creator.handle ? h("bdi", {}, `@${video.creator.handle}`) : t("videos.nameless"));
    const address = addressOf(video);
    return h(
      "li",
      { class: "item video", id: idOf(video.key), tabindex: "0", "data-item": true, "aria-labelledby": title.id },
      // Nothing of it is loaded from its platform: no picture, no player.
      h("div", { class: "veil", "aria-hidden": "true" }),
      h(
        "div",
        {},
        title,
        h("p", { class: "caption", dir: "auto" }, video.caption || t("videos.no_caption")),
        h("p", { class: "meta" }, facts(video).flatMap((fact, place) => (place ? [" · ", fact] : [fact]))),
        video.alike.length ? h("p", { class: "meta strong" }, t("videos.alike", { number: number(video.alike.length) })) : null,
        address ? h("p", {}, h("a", { href: address, target: "_blank", rel: "noreferrer noopener" }, t("videos.watch"))) : null,
        h(
          "p",
          { class: "actions" },
          moveButtons(MOVES.map(({ key, words, run, kind }) => [key, words, () => this.stage.attempt(() => run(this, video)), kind])),
        ),
      ),
    );
  }
}

const MOVES = [
  { key: "f", words: "videos.feature", kind: "main", run: (queue, video) => judge(queue, video, { decision: "approve", feature: true }, "videos.featured") },
  { key: "a", words: "videos.approve", kind: "quiet", run: (queue, video) => judge(queue, video, { decision: "approve", feature: false }, "videos.approved") },
  { key: "x", words: "videos.reject", kind: "quiet", run: reject },
  { key: "b", words: "videos.block", kind: "danger", run: block },
];

function facts(video) {
  const last = video.history.at(-1);
  return [
    [t("videos.received"), " ", moment(video.received_at)],
    video.region ? regionName(video.region) : null,
    video.marks.length ? video.marks.map((mark) => named("mark", mark)).join(", ") : null,
    last ? [t("videos.because"), " ", h("bdi", {}, last.rule)] : null,
  ].filter(Boolean);
}

function regionName(code) {
  return new Intl.DisplayNames([document.documentElement.lang], { type: "region", fallback: "code" }).of(code);
}

/** Its page at its platform; null where no handle or platform is known to make one of. */
function addressOf({ platform, id, creator }) {
  if (platform !== "tiktok" || !/^[A-Za-z0-9_.]{2,24}$/.test(creator.handle ?? "")) return null;
  return `https://www.tiktok.com/@${creator.handle}/video/${id}`;
}
