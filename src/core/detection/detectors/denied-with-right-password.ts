import type { HostEvent } from "../../telemetry/index.ts";
import type { Detection, Detector, DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorEntry } from "../detector-parts.ts";
import { Groups } from "../grouping.ts";
import { credentialVerdict } from "../remote-logon.ts";
import { sentence } from "../sentence.ts";
import { addressOf, userKey } from "../trail.ts";

/** One person who lacks a right asks for it; who has the passwords of three is no person who lacks a right. */
const SEVERAL_USERS = 3;

const facts: DetectorFacts = {
  id: "denied-with-right-password",
  title: sentence("Denied although the password was right", "密码正确但被拒绝登录"),
  looksFor: sentence(
    "Logons that passed the password and were denied for lack of a right, hours, workstation or a restriction (4825; 4625 with such a status). Several accounts from one address mean that their passwords are known there.",
    "密码正确，但因缺少权限、时段、工作站或账户限制而被拒绝的登录（4825；带此类状态的 4625）。同一地址有多个账户，说明那里掌握着它们的密码。",
  ),
  cannotSee: sentence(
    "Denials by a gateway or broker, which keep logs of their own.",
    "由网关或代理拒绝的登录，它们有各自的日志。",
  ),
  kinds: ["logon-denied", "logon-failed"],
  needs: [
    {
      channel: "security",
      gives: sentence("denied and failed logons (4825, 4625)", "被拒绝与失败的登录（4825、4625）"),
    },
  ],
  thresholds: [],
};

const DENIED = sentence("denied after the right password", "密码正确但被拒绝");

class DeniedWithRightPassword implements Detector {
  readonly #groups = new Groups();

  get forgotten(): number {
    return this.#groups.forgotten;
  }

  add(event: HostEvent): void {
    if (credentialVerdict(event) !== "right") return;
    const key = addressOf(event) ?? `${event.host} ${userKey(event) ?? ""}`;
    const code = event.subStatus === undefined || event.subStatus === 0 ? event.status : event.subStatus;
    this.#groups.add(key, event, DENIED, {
      severity: "low",
      confidence: 0.9,
      ...(code === undefined ? {} : { word: `0x${code.toString(16).toUpperCase()}` }),
    });
  }

  finish(): readonly Detection[] {
    return this.#groups.all().map(({ trail, words }) =>
      detectionOf(facts, trail, {
        severity: trail.users.count >= SEVERAL_USERS ? "medium" : "low",
        confidence: 0.9,
        outcome: "did-not-get-in",
        summary: sentence(
          "{count} {count:logon|logons} with the right password denied{codes}, from {address}.",
          "{count} 次密码正确的登录被拒绝{codes}，来自{address}。",
          {
            count: trail.count,
            codes: words.size === 0 ? "" : ` (${[...words].join(", ")})`,
            address: trail.addresses.listed[0] ?? sentence("an address that no log tells", "日志未记载的地址"),
          },
        ),
      }),
    );
  }
}

export const deniedWithRightPassword: DetectorEntry = { facts, create: () => new DeniedWithRightPassword() };
