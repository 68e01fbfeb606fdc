import type { DetectorFacts } from "../detection.ts";
import { type DetectorEntry, NEEDS } from "../detector-parts.ts";
import { sentence } from "../sentence.ts";
import { UnusualDetector } from "../unusual-detector.ts";

const facts: DetectorFacts = {
  id: "new-logon-address",
  title: sentence("Logon from a new address", "从新地址登录"),
  looksFor: sentence(
    "A logon of a user from an address never seen for them, once enough of their history is known. The history is learnt from the logs, or loaded.",
    "在掌握足够的历史之后，用户从未用过的地址登录。历史从日志中学习，或事先载入。",
  ),
  cannotSee: sentence(
    "Which country an address belongs to: there is no database of addresses here. People who travel or have changing addresses are reported each time.",
    "地址所属的国家：这里没有地址数据库。经常出差或地址常变的用户每次都会被报告。",
  ),
  kinds: ["logon", "authenticated", "session-logon", "session-reconnected", "window-station-reconnected"],
  needs: [NEEDS.sessions, NEEDS.logons, NEEDS.authentications, NEEDS.xrdp],
  thresholds: ["history-logons", "history-days"],
};

export const newLogonAddress: DetectorEntry = {
  facts,
  create: ({ history }) =>
    new UnusualDetector({
      facts,
      history,
      severity: "low",
      confidence: 0.4,
      threshold: "history-logons",
      isIt: ({ newAddress }) => newAddress,
      fact: sentence("first logon from this address", "首次从该地址登录"),
      summary: (user, words, count) =>
        sentence(
          "{user} logged on from {count} new {count:address|addresses}: {list}.",
          "{user} 从 {count} 个新地址登录：{list}。",
          { user, count, list: words },
        ),
    }),
};
