// What a moderator decides about a video, each by the version that they saw.

import { asked } from "./dialog.js";
import { field, h } from "./dom.js";
import { language, t } from "./words.js";

const LONGEST_REASON = 500; // campaign.api.videos, campaign.api.creators

export async function judge(queue, video, judgement, said) {
  const path = `/videos/${encodeURIComponent(video.key)}/decisions`;
  await queue.api.post(path, { ...judgement, expected_version: video.version });
  queue.leave(video, t(said));
}

/** By a rule of the policy in force. */
export async function reject(queue, video) {
  const { rules } = await queue.api.get("/policy");
  const rule = h(
    "select",
    { name: "rule", required: true },
    h("option", { value: "" }, t("videos.choose_rule")),
    // Those that refuse a video come first.
    [...rules].sort((one, other) => (other.outcome === "out") - (one.outcome === "out"))
      .map(({ id, says }) => h("option", { value: id }, says[language()])),
  );
  const given = await asked(t("videos.reject"), t("videos.reject_words"), [field(t("videos.rule"), rule), reasonField(false)], t("videos.reject"));
  if (!given) return;
  await judge(queue, video, { decision: "reject", rule: given.rule, ...(given.reason.trim() && { reason: given.reason }) }, "videos.rejected");
}

/** Every video of its creator goes, and none of theirs comes in again. */
export async function block(queue, video) {
  const given = await asked(t("videos.block"), t("videos.block_words"), [reasonField(true)], t("videos.block"));
  if (!given) return;
  const lists = await Promise.all(["trusted", "blocked"].map((standing) => queue.api.get(`/creators?standing=${standing}`)));
  const known = new Map(lists.flatMap(({ creators }) => creators).map(({ id, version }) => [id, version]));
  for (const id of video.creators) {
    const request = { standing: "blocked", reason: given.reason, expected_version: known.get(id) ?? 0 };
    await queue.api.put(`/creators/${encodeURIComponent(id)}/standing`, request);
  }
  queue.leave(video, t("videos.blocked"));
}

function reasonField(required) {
  const reason = h("textarea", { name: "reason", rows: 3, maxlength: LONGEST_REASON, required, dir: "auto" });
  return field(t(required ? "videos.reason" : "videos.reason_if_any"), reason, t("videos.reason_hint"));
}
