import type { Localized } from "../texts/index.ts";
import type {
  CoverageView,
  Detection,
  DetectionReason,
  Detector,
  DetectorFacts,
  Need,
  Outcome,
  Severity,
} from "./detection.ts";
import type { GuessLedger } from "./guess-ledger.ts";
import type { LogonHistory } from "./logon-history.ts";
import { sentence } from "./sentence.ts";
import type { ThresholdId } from "./threshold-id.ts";
import type { Thresholds } from "./thresholds.ts";
import type { Trail } from "./trail.ts";

/** What all detectors of one reading share. */
export interface DetectorContext {
  readonly thresholds: Thresholds;
  readonly guesses: GuessLedger;
  readonly history: LogonHistory;
}

/** A detector's line in the registry. */
export interface DetectorEntry {
  readonly facts: DetectorFacts;
  readonly create: (context: DetectorContext) => Detector;
}

/** What a detector says of one finding; the rest comes from its trail and facts. */
export interface Saying {
  readonly severity: Severity;
  readonly confidence: number;
  readonly summary: Localized;
  readonly outcome?: Outcome;
  readonly count?: number;
  readonly threshold?: ThresholdId;
  readonly against?: readonly DetectionReason[];
  readonly addresses?: readonly string[];
  readonly users?: readonly string[];
}

/** Puts facts, trail and what is said of them into one detection. */
export function detectionOf(facts: DetectorFacts, trail: Trail, saying: Saying): Detection {
  const addresses = saying.addresses ?? trail.addresses.listed;
  const users = saying.users ?? trail.users.listed;
  return {
    id: facts.id,
    severity: saying.severity,
    confidence: saying.confidence,
    title: facts.title,
    summary: saying.summary,
    hosts: trail.hosts.listed,
    firstMs: trail.firstMs,
    lastMs: trail.lastMs,
    addresses,
    addressCount: saying.addresses === undefined ? trail.addresses.count : addresses.length,
    users,
    userCount: saying.users === undefined ? trail.users.count : users.length,
    count: saying.count ?? trail.count,
    outcome: saying.outcome ?? "not-known",
    because: [...trail.because, ...(saying.against ?? [])],
    evidenceCount: trail.count,
    cannotSee: facts.cannotSee,
    ...(saying.threshold === undefined ? {} : { threshold: saying.threshold }),
  };
}

/** "did-not-get-in" only where a log that tells logons covers all of it, on every host. */
export function outcomeWithoutSuccess(trail: Trail, coverage: CoverageView): Outcome {
  const isTold = [...trail.hosts.all].every((host) => coverage.tellsLogons(host, trail.firstMs, trail.lastMs));
  return isTold && trail.hosts.count > 0 ? "did-not-get-in" : "not-known";
}

type NeedName =
  | "refusals"
  | "logons"
  | "sessions"
  | "authentications"
  | "processes"
  | "sysmonProcesses"
  | "sysmonRegistry"
  | "auditedRegistry"
  | "xrdp";

/** Logs that more than one detector reads. */
export const NEEDS: Readonly<Record<NeedName, Need>> = {
  refusals: {
    channel: "rdp-core",
    gives: sentence("refused credentials with the address (131, 139, 140)", "带地址的凭据拒绝记录（131、139、140）"),
  },
  logons: {
    channel: "security",
    gives: sentence("logons and failed logons (4624, 4625)", "登录与登录失败（4624、4625）"),
  },
  sessions: {
    channel: "session-manager",
    gives: sentence("sessions with the address (21, 24, 25)", "带地址的会话记录（21、24、25）"),
  },
  authentications: {
    channel: "connection-manager",
    gives: sentence("passed network authentication (1149)", "通过网络身份验证的记录（1149）"),
  },
  processes: {
    channel: "security",
    gives: sentence(
      "started processes (4688, with command lines where the policy says so)",
      "进程启动记录（4688，需策略启用才含命令行）",
    ),
    kinds: ["process-started"],
  },
  sysmonProcesses: {
    channel: "sysmon",
    gives: sentence("started processes with command lines (1)", "含命令行的进程启动记录（1）"),
    kinds: ["process-started"],
  },
  sysmonRegistry: {
    channel: "sysmon",
    gives: sentence("values set in the registry (13)", "注册表值的修改记录（13）"),
    kinds: ["registry-set"],
  },
  auditedRegistry: {
    channel: "security",
    gives: sentence("audited registry keys (4657)", "受审核的注册表项（4657）"),
    kinds: ["registry-set"],
  },
  xrdp: { channel: "xrdp", gives: sentence("logons of xrdp", "xrdp 的登录记录") },
};
