import type { HostStoryReport } from "../../../core/contract/index.ts";
import { isTextKey, type Language, say } from "../../../core/texts/index.ts";
import { timeOf } from "./story-words.ts";

/** Gaps that are told one by one. */
const MOST = 12;
/** Orderly restarts are told by their number. */
const COUNTED: ReadonlySet<string> = new Set(["restart"]);

/** Where the logs of a host cannot be trusted to be complete, for people. */
export function gapTexts(
  language: Language,
  host: HostStoryReport,
): readonly { readonly text: string; readonly at?: string }[] {
  const restarts = host.gaps.filter(({ kind }) => COUNTED.has(kind)).length;
  const told = host.gaps.filter(({ kind }) => !COUNTED.has(kind));
  const missing = host.channels.filter((channel) => channel.missing > 0);
  const shown = told.slice(-MOST).map(({ kind, until, at, channel }) => {
    const key = `story.gap.${kind}`;
    const name = isTextKey(key) ? say(language, key) : kind;
    const words = channel === null ? name : `${name} (${channel})`;
    return { text: say(language, "story.gap", { kind: words, time: timeOf(until) }), at };
  });
  return [
    ...shown,
    ...(told.length > MOST ? [{ text: say(language, "story.gap.more", { count: told.length - MOST }) }] : []),
    ...missing.map(({ channel, missing: count }) => ({ text: say(language, "story.gap.missing", { channel, count }) })),
    ...(restarts > 0 ? [{ text: say(language, "story.gap.restarts", { count: restarts }) }] : []),
  ];
}
