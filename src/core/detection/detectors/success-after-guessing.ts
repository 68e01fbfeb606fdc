import type { HostEvent } from "../../telemetry/index.ts";
import type { Detection, DetectionReason, DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorEntry } from "../detector-parts.ts";
import { attemptsOf, type Source, type Victim } from "../guess-ledger.ts";
import { isPrivate, showsSession } from "../remote-logon.ts";
import { sentence } from "../sentence.ts";
import { Trail, userKey } from "../trail.ts";
import { argumentsAgainst, GUESS_KINDS, GUESS_NEEDS } from "./password-guessing.ts";

const facts: DetectorFacts = {
  id: "success-after-guessing",
  title: sentence("A logon succeeded after guessing", "密码猜测之后登录成功"),
  looksFor: sentence(
    "A logon (4624, 1149, LSM 21 and 25) from an address that had guessed passwords, or of an account that many addresses had guessed, from an address that it had not used before.",
    "来自猜测过密码的地址的登录（4624、1149、LSM 21 与 25），或被多个地址猜测过的账户从未用过的地址登录。",
  ),
  cannotSee: sentence(
    "A password that was found and is used from elsewhere, unless many addresses guessed that account; and whether the person at that address was the owner of the account.",
    "猜中后从其他地址使用的密码（除非该账户曾被多个地址猜测）；也无法判断登录者是否就是账户本人。",
  ),
  kinds: GUESS_KINDS,
  needs: GUESS_NEEDS,
  thresholds: ["guesses-fast", "guesses-slow", "names-from-one-address", "success-memory"],
};

const LOGON = sentence("this logon succeeded", "此次登录成功");

export const successAfterGuessing: DetectorEntry = {
  facts,
  create: ({ guesses }) => ({
    forgotten: 0,
    add() {
      // The ledger has seen it.
    },
    finish: () => [
      ...guesses
        .guessers()
        .filter(({ successes }) => successes.size > 0)
        .map(afterGuessing),
      ...guesses.accounts().flatMap(afterManyAddresses),
    ],
  }),
};

function afterGuessing(source: Source): Detection {
  const trail = new Trail();
  for (const event of source.successes.values()) trail.add(event, LOGON);
  const attempts = attemptsOf(source);
  const because: DetectionReason[] = source.trail.because.slice(0, 2).map((reason) => reason);
  const users = [...source.successes.keys()];
  const wereTried = users.filter((user) => source.users.has(user));
  const isNamed = source.users.count > 0;
  if (isNamed && wereTried.length === 0) {
    because.push({
      side: "against",
      fact: sentence("the account that got in is none of those that were tried", "登录成功的账户不在被尝试的账户之中"),
      value: users.join(", "),
    });
  }
  const isDoubtful = source.before !== undefined || (isNamed && wereTried.length === 0);
  const isSession = [...source.successes.values()].some(showsSession);
  // At home in the house: a person who at last remembered is more likely than a burglar.
  const isOwnPlace = source.address !== undefined && isPrivate(source.address) && source.users.count <= 1;
  return detectionOf(facts, trail, {
    severity: isDoubtful || isOwnPlace ? "medium" : "high",
    confidence: (isDoubtful ? 0.5 : isOwnPlace ? 0.6 : 0.9) - (isSession ? 0 : 0.1),
    summary: sentence(
      "After {attempts} wrong passwords from {address} a logon from there succeeded, as {users}.",
      "在来自 {address} 的 {attempts} 次密码错误之后，该地址以 {users} 登录成功。",
      { attempts, address: source.address ?? "", users: users.slice(0, 5).join(", ") },
    ),
    outcome: "got-in",
    count: source.successes.size,
    threshold: source.fast ? "guesses-fast" : source.slow ? "guesses-slow" : "names-from-one-address",
    against: [...because, ...argumentsAgainst(source)],
  });
}

function afterManyAddresses(victim: Victim): readonly Detection[] {
  const success: HostEvent | undefined = victim.success;
  if (success === undefined || userKey(success) === undefined) return [];
  const trail = new Trail();
  trail.add(success, LOGON);
  return [
    detectionOf(facts, trail, {
      severity: "medium",
      confidence: 0.5,
      summary: sentence(
        "{user} was guessed from {addresses} addresses ({count} times), then logged on from {address}, not used before.",
        "{user} 曾被 {addresses} 个地址猜测（{count} 次），随后从未用过的 {address} 登录成功。",
        {
          user: victim.name,
          addresses: victim.trail.addresses.count,
          count: victim.trail.count,
          address: success.client?.address ?? "",
        },
      ),
      outcome: "not-known",
      threshold: "addresses-against-one-account",
      against: [
        ...victim.trail.because.slice(0, 2),
        {
          side: "against",
          fact: sentence(
            "the owner may have come from a new place; nothing tells the two apart",
            "也可能是本人从新的地点登录；日志无法区分",
          ),
          value: success.client?.address ?? "",
          at: success.at,
        },
      ],
    }),
  ];
}
