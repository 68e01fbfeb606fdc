import type { HostEvent } from "../../telemetry/index.ts";
import type { Detection, Detector, DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorEntry, NEEDS } from "../detector-parts.ts";
import { Groups } from "../grouping.ts";
import { sentence } from "../sentence.ts";
import { userKey } from "../trail.ts";

/** "Yes" as Windows writes it in event 4624. */
const YES: ReadonlySet<string> = new Set(["%%1842", "Yes"]);

const facts: DetectorFacts = {
  id: "restricted-admin-logon",
  title: sentence("Logon in Restricted Admin mode", "以受限管理模式登录"),
  looksFor: sentence(
    "Logons that came without a password to the host (4624, RestrictedAdminMode): the mode protects the password of an administrator, and lets somebody in who has only its hash.",
    "未将密码送达主机的登录（4624，RestrictedAdminMode）：此模式保护管理员密码，但仅有哈希者也能登录。",
  ),
  cannotSee: sentence("Whether a password or a stolen hash was behind it.", "背后使用的是密码还是窃取的哈希。"),
  kinds: ["logon"],
  needs: [NEEDS.logons],
  thresholds: [],
};

const LOGON = sentence("logon in Restricted Admin mode", "以受限管理模式登录");

class RestrictedAdminLogon implements Detector {
  readonly #groups = new Groups();

  get forgotten(): number {
    return this.#groups.forgotten;
  }

  add(event: HostEvent): void {
    if (!YES.has(event.values?.["RestrictedAdminMode"] ?? "")) return;
    this.#groups.add(userKey(event) ?? "?", event, LOGON, { severity: "low", confidence: 0.5 });
  }

  finish(): readonly Detection[] {
    return this.#groups.all().map(({ confidence, key, severity, trail }) =>
      detectionOf(facts, trail, {
        severity,
        confidence,
        outcome: "got-in",
        summary: sentence(
          "{user} logged on {count} {count:time|times} in Restricted Admin mode.",
          "{user} 以受限管理模式登录 {count} 次。",
          { user: key, count: trail.count },
        ),
      }),
    );
  }
}

export const restrictedAdminLogon: DetectorEntry = { facts, create: () => new RestrictedAdminLogon() };
