import type { DetectorFacts } from "../detection.ts";
import { type DetectorEntry, NEEDS } from "../detector-parts.ts";
import { sentence } from "../sentence.ts";
import { UnusualDetector } from "../unusual-detector.ts";

const facts: DetectorFacts = {
  id: "new-client-kind",
  title: sentence("Logon with a new kind of client", "使用新类型的客户端登录"),
  looksFor: sentence(
    "A client whose operating system type (RdpCoreTS 169), time zone (104) or build differs from all that the user had before.",
    "客户端的操作系统类型（RdpCoreTS 169）、时区（104）或内部版本与该用户以往的都不同。",
  ),
  cannotSee: sentence(
    "Clients that claim to be what the user always has: a client says of itself what it likes.",
    "冒充用户惯用客户端的程序：客户端可以随意声称自己的身份。",
  ),
  kinds: ["client-described", "logon", "authenticated", "session-logon", "session-reconnected"],
  needs: [
    {
      channel: "rdp-core",
      gives: sentence("what clients say of themselves (104, 169)", "客户端的自述（104、169）"),
    },
    NEEDS.sessions,
  ],
  thresholds: ["history-logons", "history-days"],
};

export const newClientKind: DetectorEntry = {
  facts,
  create: ({ history }) =>
    new UnusualDetector({
      facts,
      history,
      severity: "low",
      confidence: 0.4,
      threshold: "history-logons",
      isIt: ({ newClient }) => newClient,
      fact: sentence("first time with such a client", "首次使用此类客户端"),
      summary: (user, words) =>
        sentence("{user} used a client not seen before: {list}.", "{user} 使用了以往未见的客户端：{list}。", {
          user,
          list: words,
        }),
    }),
};
