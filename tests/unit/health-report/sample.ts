// A week of a small fleet in which something of everything happened, with names that mean harm.
import type { FactChange, Target, WatchedFacts } from "../../../src/core/fleet/index.ts";
import type { HostView, ReportMaterial } from "../../../src/core/health-report/index.ts";
import type { IncidentRecord } from "../../../src/core/incident/index.ts";
import { type GroupRollup, LogHistogram } from "../../../src/core/reliability/index.ts";

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 2026-11-16T06:00:00Z, a Monday; 07:00 in Berlin. */
export const FROM_MS = 1_794_808_800_000;
const UNTIL_MS = FROM_MS + 7 * DAY_MS;
export const HOSTILE = `<script>alert("|x|")</script> [a](javascript:b) =1+1 \u202eexe`;

const NAMES = ["rdsh-berlin-01", "rdsh-berlin-02", HOSTILE, "gw-shanghai-会话主机", "new"];

export function target(id: number, name: string): Target {
  return {
    id,
    tenant: 1,
    name,
    settings: { host: `192.0.2.${id}` },
    origin: "api",
    revision: 1,
    createdMs: 0,
    updatedMs: 0,
  };
}

function facts(days: number, osBuild: string): WatchedFacts {
  return {
    certificate: `${days}`.padStart(64, "0"),
    certificateNotAfterMs: UNTIL_MS + days * DAY_MS + HOUR_MS,
    certificateSubject: `CN=${HOSTILE}`,
    certificateIssuer: "CN=Contoso Issuing CA 2",
    osBuild,
  };
}

const VIEWS: readonly HostView[] = [
  { status: "up", checks: 10_080, successes: 10_080, facts: facts(5, "10.0.20348") },
  { status: "degraded", checks: 10_080, successes: 10_031, facts: facts(5, "10.0.20348") },
  { status: "down", checks: 10_080, successes: 9_000, facts: facts(-2, "10.0.17763") },
  { status: "up", checks: 10_080, successes: 10_075, facts: {} },
];

function hoursOf(fromMs: number, hours: number, successShare: (hour: number) => number): readonly GroupRollup[] {
  return Array.from({ length: hours }, (_, hour) => {
    const total = new LogHistogram();
    total.add(320_000, 200);
    total.add(900_000, 40);
    const successes = Math.round(240 * successShare(hour));
    const counts = { checks: 240, successes, degraded: 0, failing: 240 - successes, unreachable: 0, excluded: 0 };
    const span = { group: "fleet", span: "hour", fromMs: fromMs + hour * HOUR_MS } as const;
    return { tenant: 1, ...span, ...counts, total, stages: {} };
  });
}

export function incident(id: number, change: Partial<IncidentRecord> = {}): IncidentRecord {
  const openedMs = FROM_MS + id * DAY_MS;
  return {
    id,
    tenant: 1,
    cause: "rdp-cert-expired",
    effect: "blocks",
    stage: "tls",
    confidence: 0.9,
    because: [],
    scope: { kind: "target", key: "3" },
    severity: "major",
    state: "closed",
    firstFailureMs: openedMs,
    openedMs,
    acknowledgedMs: openedMs + 600_000,
    closedMs: openedMs + 5 * HOUR_MS,
    reopened: 0,
    members: [{ target: 3, joinedMs: openedMs, leftMs: openedMs + 5 * HOUR_MS }],
    outageMs: 5 * HOUR_MS,
    revision: 3,
    ...change,
  };
}

const CHANGES: readonly FactChange[] = [
  { tenant: 1, target: 1, vantage: 0, atMs: FROM_MS + HOUR_MS, fact: "osBuild", before: null, after: "10.0.20348" },
  {
    tenant: 1,
    target: 3,
    vantage: 0,
    atMs: FROM_MS + 2 * DAY_MS,
    fact: "certificateIssuer",
    before: "CN=Contoso Issuing CA 2",
    after: `CN=${HOSTILE}`,
    judgement: { verdict: "suspicious", rule: "issuer-changed" },
  },
  { tenant: 1, target: 2, vantage: 0, atMs: FROM_MS + 3 * DAY_MS, fact: "tlsVersion", before: "1.2", after: "1.3" },
];

/** Material of a report; the same each time. */
export function material(change: Partial<ReportMaterial> = {}): ReportMaterial {
  const { closedMs: _closed, ...open } = incident(5);
  return {
    period: "week",
    fromMs: FROM_MS,
    untilMs: UNTIL_MS,
    offsetMinutes: 60,
    link: "https://rdpulse.example.org/",
    targets: NAMES.map((name, at) => target(at + 1, name)),
    views: new Map(VIEWS.map((view, at) => [at + 1, view])),
    hours: hoursOf(FROM_MS, 168, (hour) => (hour >= 48 && hour < 56 ? 0.75 : 0.999)),
    hoursBefore: hoursOf(FROM_MS - 7 * DAY_MS, 168, () => 1),
    objectives: [
      {
        id: "session-setup",
        title: { en: "Set-up success", zh: "会话建立成功率" },
        unit: "share",
        objective: 0.9995,
        actual: 0.9882,
        met: false,
        windowDays: 30,
        good: 9882,
        total: 10_000,
        budgetLeft: -22.6,
        burn: [],
      },
      {
        id: "connect-time-p95",
        title: { en: "95 % connect time", zh: "95% 连接时间" },
        unit: "ms",
        objective: 2000,
        actual: null,
        met: null,
        windowDays: 30,
        good: 0,
        total: 0,
        budgetLeft: null,
        burn: [],
      },
    ],
    incidents: [
      incident(2),
      incident(3, { cause: "tls-no-common-version", severity: "critical", scope: { kind: "site", key: HOSTILE } }),
      {
        ...open,
        badSinceMs: FROM_MS + 5 * DAY_MS,
        state: "open",
        outageMs: 0,
        members: [{ target: 3, joinedMs: FROM_MS + 5 * DAY_MS }],
      },
      incident(4, { suppressedBy: 3 }),
      incident(-3),
    ],
    changes: CHANGES,
    isCut: false,
    score: { now: null, before: null, trend: [] },
    ...change,
  };
}
