import type { DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorEntry } from "../detector-parts.ts";
import { attemptsOf } from "../guess-ledger.ts";
import { sentence } from "../sentence.ts";
import { listText, whoText } from "../who.ts";
import { argumentsAgainst, GUESS_KINDS, GUESS_NEEDS, outcomeOf, whoOf } from "./password-guessing.ts";

const facts: DetectorFacts = {
  id: "password-spraying",
  title: sentence("Password spraying", "密码喷洒"),
  looksFor: sentence(
    "Many accounts tried from one address, a few passwords each, so that none is locked out.",
    "同一地址尝试许多账户，每个账户只试少数几个密码，以避免触发锁定。",
  ),
  cannotSee: sentence(
    "Sprays against hosts where only event 140 is written (it names no account), and one name a day.",
    "只记录事件 140（不含账户名）的主机上的喷洒，以及每天只试一个账户的喷洒。",
  ),
  kinds: GUESS_KINDS,
  needs: GUESS_NEEDS,
  thresholds: ["names-from-one-address"],
};

export const passwordSpraying: DetectorEntry = {
  facts,
  create: ({ guesses }) => ({
    forgotten: 0,
    add() {
      // The ledger has seen it.
    },
    finish: (coverage) =>
      guesses
        .guessers()
        .filter(({ spray }) => spray)
        .map((source) => {
          const outcome = outcomeOf(source, coverage);
          return detectionOf(facts, source.trail, {
            severity: outcome === "got-in" ? "high" : "medium",
            confidence: source.remoteDesktop > 0 ? 0.9 : 0.7,
            summary: sentence("{who} tried {count} accounts: {names}.", "{who}尝试了 {count} 个账户：{names}。", {
              who: whoText(source),
              count: source.users.count,
              names: listText(source.users.listed, source.users.count),
            }),
            count: attemptsOf(source),
            outcome,
            threshold: "names-from-one-address",
            against: argumentsAgainst(source),
            ...whoOf(source),
          });
        }),
  }),
};
