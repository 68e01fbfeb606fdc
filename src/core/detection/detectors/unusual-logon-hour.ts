import type { DetectorFacts } from "../detection.ts";
import { type DetectorEntry, NEEDS } from "../detector-parts.ts";
import { sentence } from "../sentence.ts";
import { UnusualDetector } from "../unusual-detector.ts";

const facts: DetectorFacts = {
  id: "unusual-logon-hour",
  title: sentence("Logon at an unusual hour", "在异常时段登录"),
  looksFor: sentence(
    "A logon hours away from every hour of the day (UTC) at which the user was seen before.",
    "与用户以往登录的所有时段（UTC）都相差数小时的登录。",
  ),
  cannotSee: sentence(
    "Whether somebody works late or travels; and users who log on at all hours anyway.",
    "是否为加班或出差；以及本来就全天登录的用户。",
  ),
  kinds: ["logon", "authenticated", "session-logon", "session-reconnected", "window-station-reconnected"],
  needs: [NEEDS.sessions, NEEDS.logons, NEEDS.authentications, NEEDS.xrdp],
  thresholds: ["history-logons", "history-days", "hour-distance"],
};

export const unusualLogonHour: DetectorEntry = {
  facts,
  create: ({ history }) =>
    new UnusualDetector({
      facts,
      history,
      severity: "low",
      confidence: 0.35,
      threshold: "hour-distance",
      isIt: ({ event, hourDistance }) => (hourDistance === undefined ? undefined : hourText(event.timeMs)),
      fact: sentence("logon at an hour not seen before", "在以往未见的时段登录"),
      summary: (user, words, count) =>
        sentence(
          "{user} logged on {count} {count:time|times} far from the usual hours: {list} (UTC).",
          "{user} 有 {count} 次登录远离平常时段：{list}（UTC）。",
          { user, count, list: words },
        ),
    }),
};

function hourText(timeMs: number): string {
  const minutes = Math.floor((((timeMs % 86_400_000) + 86_400_000) % 86_400_000) / 60_000);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
