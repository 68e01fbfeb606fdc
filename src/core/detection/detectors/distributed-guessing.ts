import type { CoverageView, Detection, DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorEntry, outcomeWithoutSuccess } from "../detector-parts.ts";
import type { Victim } from "../guess-ledger.ts";
import { sentence } from "../sentence.ts";
import { listText } from "../who.ts";
import { GUESS_KINDS, GUESS_NEEDS } from "./password-guessing.ts";

const facts: DetectorFacts = {
  id: "distributed-guessing",
  title: sentence("Guessing from many addresses", "分布式密码猜测"),
  looksFor: sentence(
    "Failures of one account from many addresses; where NLA hides the account, credentials refused by one host to many addresses.",
    "同一账户在许多地址上登录失败；若 NLA 隐去账户，则为同一主机拒绝许多地址的凭据。",
  ),
  cannotSee: sentence(
    "A botnet that tries each account from one address only, and addresses behind one gateway or NAT, which look like one.",
    "每个账户只用一个地址尝试的僵尸网络，以及同一网关或 NAT 之后的多个来源（看起来是一个地址）。",
  ),
  kinds: GUESS_KINDS,
  needs: GUESS_NEEDS,
  thresholds: ["addresses-against-one-account", "addresses-against-one-host"],
};

export const distributedGuessing: DetectorEntry = {
  facts,
  create: ({ guesses }) => ({
    forgotten: 0,
    add() {
      // The ledger has seen it.
    },
    finish: (coverage) => [
      ...guesses.accounts().map((victim) => againstAccount(victim, coverage)),
      ...guesses.hosts().map((victim) => againstHost(victim)),
    ],
  }),
};

function againstAccount(victim: Victim, coverage: CoverageView): Detection {
  const { trail, success } = victim;
  return detectionOf(facts, trail, {
    severity: "medium",
    confidence: 0.85,
    summary: sentence(
      "{count} failures of the account {name} from {addresses} addresses: {list}.",
      "账户 {name} 在 {addresses} 个地址上登录失败 {count} 次：{list}。",
      {
        count: trail.count,
        name: victim.name,
        addresses: trail.addresses.count,
        list: listText(trail.addresses.listed, trail.addresses.count),
      },
    ),
    // A logon from a new address afterwards may be its owner's: that is told by "success-after-guessing".
    outcome: success === undefined ? outcomeWithoutSuccess(trail, coverage) : "not-known",
    threshold: "addresses-against-one-account",
  });
}

function againstHost(victim: Victim): Detection {
  const { trail } = victim;
  return detectionOf(facts, trail, {
    severity: "medium",
    confidence: 0.9,
    summary: sentence(
      "{host} refused {count} credentials to {addresses} addresses: {list}.",
      "{host} 拒绝了 {addresses} 个地址的 {count} 次凭据：{list}。",
      {
        host: trail.hosts.listed[0] ?? "",
        count: trail.count,
        addresses: trail.addresses.count,
        list: listText(trail.addresses.listed, trail.addresses.count),
      },
    ),
    threshold: "addresses-against-one-host",
  });
}
