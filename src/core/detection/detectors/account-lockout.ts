import type { HostEvent } from "../../telemetry/index.ts";
import type { Detection, Detector, DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorContext, type DetectorEntry } from "../detector-parts.ts";
import { Groups } from "../grouping.ts";
import { sentence } from "../sentence.ts";
import { userKey } from "../trail.ts";

const STATUS_ACCOUNT_LOCKED_OUT = 0xc000_0234;
/** A program that goes on trying must not lock the same account for days unseen. */
const MANY = 3;

const facts: DetectorFacts = {
  id: "account-lockout",
  title: sentence("Account locked out", "账户被锁定"),
  looksFor: sentence(
    "Lockouts (4740) and logons refused because an account is locked (4625), with the failures over Remote Desktop that made them.",
    "账户锁定（4740）以及因账户已锁定而被拒绝的登录（4625），并附上导致锁定的远程桌面登录失败。",
  ),
  cannotSee: sentence(
    "Lockouts of domain accounts, unless the domain controller's log is among the files; and which program holds the wrong password.",
    "域账户的锁定（除非读取了域控制器的日志）；也看不出是哪个程序保存了错误的密码。",
  ),
  kinds: ["account-locked", "logon-failed"],
  needs: [
    {
      channel: "security",
      gives: sentence("lockouts and refused logons (4740, 4625)", "账户锁定与被拒绝的登录（4740、4625）"),
    },
  ],
  thresholds: ["lockouts"],
};

const LOCKED = sentence("the account was locked", "账户被锁定");
const REFUSED = sentence("refused, because the account is locked", "账户已锁定，登录被拒绝");

class AccountLockout implements Detector {
  readonly #groups = new Groups();
  readonly #context: DetectorContext;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  get forgotten(): number {
    return this.#groups.forgotten;
  }

  add(event: HostEvent): void {
    const isRefusal = event.status === STATUS_ACCOUNT_LOCKED_OUT || event.subStatus === STATUS_ACCOUNT_LOCKED_OUT;
    if (event.kind !== "account-locked" && !isRefusal) return;
    const said = { severity: "low", confidence: 1, ...(isRefusal ? {} : { word: event.at }) } as const;
    this.#groups.add(userKey(event) ?? "", event, isRefusal ? REFUSED : LOCKED, said);
  }

  finish(): readonly Detection[] {
    const { guesses, thresholds } = this.#context;
    return this.#groups
      .all()
      .filter(({ trail }) => trail.count >= thresholds.lockouts.value)
      .map(({ key, trail, words }) => {
        const failures = guesses.account(key);
        const isFromOutside = failures !== undefined && failures.trail.addresses.count > 0;
        return detectionOf(facts, trail, {
          severity: isFromOutside && trail.count >= MANY ? "medium" : "low",
          confidence: 1,
          threshold: "lockouts",
          summary: sentence(
            "{name}: locked {locks} {locks:time|times}, refused while locked {refused} {refused:time|times}; failures with it came from {list}.",
            "{name}：被锁定 {locks} 次，锁定期间被拒绝 {refused} 次；该账户的登录失败来自{list}。",
            {
              name: key === "" ? "?" : key,
              locks: words.size,
              refused: trail.count - words.size,
              list: isFromOutside
                ? failures.trail.addresses.listed.slice(0, 5).join(", ")
                : sentence("no address that the logs tell", "日志未记载的地址"),
            },
          ),
          against: failures?.trail.because.slice(0, 2) ?? [],
        });
      });
  }
}

export const accountLockout: DetectorEntry = { facts, create: (context) => new AccountLockout(context) };
