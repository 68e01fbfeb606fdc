import type { Localized } from "../texts/index.ts";

/** The five parts of the health score, in the order in which they are shown. */
export const HEALTH_TERMS = ["network", "system", "security", "hardware", "responsiveness"] as const;
export type HealthTerm = (typeof HEALTH_TERMS)[number];
export type HealthWeights = Readonly<Record<HealthTerm, number>>;

/** H = 0.30 network + 0.25 system + 0.20 security + 0.15 hardware + 0.10 responsiveness. */
export const DEFAULT_HEALTH_WEIGHTS: HealthWeights = {
  network: 0.3,
  system: 0.25,
  security: 0.2,
  hardware: 0.15,
  responsiveness: 0.1,
};

export const HEALTH_TERM_WORDS: Readonly<Record<HealthTerm, Localized>> = {
  network: { en: "network", zh: "网络" },
  system: { en: "system", zh: "系统" },
  security: { en: "security", zh: "安全" },
  hardware: { en: "hardware", zh: "硬件" },
  responsiveness: { en: "responsiveness", zh: "响应速度" },
};

export type HealthFact =
  | "reachable-share"
  | "tcp-p95"
  | "dns-p95"
  | "status"
  | "setup-success"
  | "turns"
  | "clock-skew"
  | "rdp-service"
  | "audit-grade"
  | "certificate-days"
  | "certificate-trust"
  | "certificate-name"
  | "nla"
  | "tls-version"
  | "cpu-peak"
  | "cpu-busy"
  | "memory-used"
  | "connect-p95"
  | "connect-median";

export type HealthValue = number | string | boolean;

/** How the value of one fact becomes 0 to 100 points. Straight lines between the corners of `curve`, flat beyond its ends. */
export interface HealthRule {
  readonly fact: HealthFact;
  readonly term: HealthTerm;
  /** How much it counts in its term, beside the others that are known. */
  readonly share: number;
  readonly unit: "share" | "ms" | "days" | "minutes" | "count" | "word";
  readonly curve?: readonly (readonly [value: number, points: number])[];
  /** Points of a word; a word that is not here is not rated. */
  readonly table?: Readonly<Record<string, number>>;
  readonly title: Localized;
  readonly why: string;
}

const SUCCESS_CURVE: HealthRule["curve"] = [
  [0.9, 0],
  [0.99, 70],
  [0.999, 95],
  [0.9995, 100],
];

export const HEALTH_RULES: readonly HealthRule[] = [
  {
    fact: "reachable-share",
    term: "network",
    share: 3,
    unit: "share",
    curve: SUCCESS_CURVE,
    title: { en: "checks that reached the host", zh: "能到达主机的检查比例" },
    why: "full points at the objective of 99.95 %; one user in ten who gets no answer is as bad as it gets",
  },
  {
    fact: "tcp-p95",
    term: "network",
    share: 1,
    unit: "ms",
    curve: [
      [50, 100],
      [150, 80],
      [300, 50],
      [1000, 0],
    ],
    title: { en: "95 % of TCP connects within", zh: "TCP 连接耗时（P95）" },
    why: "one round trip; what is typed shows late from about 150 ms on",
  },
  {
    fact: "dns-p95",
    term: "network",
    share: 1,
    unit: "ms",
    curve: [
      [50, 100],
      [200, 80],
      [1000, 30],
      [3000, 0],
    ],
    title: { en: "95 % of name look-ups within", zh: "域名解析耗时（P95）" },
    why: "a look-up that takes a second asked a resolver that did not answer",
  },
  {
    fact: "status",
    term: "system",
    share: 2,
    unit: "word",
    table: { up: 100, degraded: 80, suspect: 60, flapping: 40, down: 0, suppressed: 0 },
    title: { en: "state now", zh: "当前状态" },
    why: "degraded: a client gets in, but is warned or slow; unknown is not rated",
  },
  {
    fact: "setup-success",
    term: "system",
    share: 3,
    unit: "share",
    curve: SUCCESS_CURVE,
    title: { en: "set-ups that succeeded where the host was reached", zh: "可到达时会话建立成功率" },
    why: "the same bar as for the network, of the checks that got there",
  },
  {
    fact: "turns",
    term: "system",
    share: 1,
    unit: "count",
    curve: [
      [0, 100],
      [2, 85],
      [6, 40],
      [12, 0],
    ],
    title: { en: "changes between working and failing in 24 hours", zh: "24 小时内正常与故障的切换次数" },
    why: "one outage is two turns; six within 30 minutes is what the monitor calls flapping",
  },
  {
    fact: "clock-skew",
    term: "system",
    share: 1,
    unit: "minutes",
    curve: [
      [1, 100],
      [3, 60],
      [5, 0],
    ],
    title: { en: "clock skew", zh: "时钟偏差" },
    why: "Kerberos refuses tickets from 5 minutes on (its usual limit)",
  },
  {
    fact: "rdp-service",
    term: "system",
    share: 1,
    unit: "word",
    table: { running: 100, active: 100, stopped: 0, inactive: 0, failed: 0 },
    title: { en: "Remote Desktop service, by its exporter", zh: "远程桌面服务（由 exporter 提供）" },
    why: "what the host itself says; states in between are not rated",
  },
  {
    fact: "audit-grade",
    term: "security",
    share: 3,
    unit: "word",
    table: { "A+": 100, A: 95, B: 82, C: 67, D: 50, F: 20 },
    title: { en: "audit grade", zh: "审计等级" },
    why: "the middle of the points that the grade stands for",
  },
  {
    fact: "certificate-days",
    term: "security",
    share: 2,
    unit: "days",
    curve: [
      [0, 0],
      [1, 10],
      [7, 40],
      [14, 70],
      [30, 100],
    ],
    title: { en: "days left of the certificate", zh: "证书剩余天数" },
    why: "corners are the notices of 30, 14, 7 and 1 days",
  },
  {
    fact: "certificate-trust",
    term: "security",
    share: 1,
    unit: "word",
    table: { trusted: 100, untrusted: 60 },
    title: { en: "trust in the certificate", zh: "证书信任状态" },
    why: "the certificate that Windows makes itself is not trusted: usual, and no proof of whom one talks to",
  },
  {
    fact: "certificate-name",
    term: "security",
    share: 1,
    unit: "word",
    table: { true: 100, false: 50 },
    title: { en: "certificate carries the name", zh: "证书名称匹配" },
    why: "every client warns, and people learn to click warnings away",
  },
  {
    fact: "nla",
    term: "security",
    share: 2,
    unit: "word",
    table: { required: 100, optional: 60, absent: 20 },
    title: { en: "Network Level Authentication", zh: "网络级别身份验证（NLA）" },
    why: "without it, whoever reaches the port reaches the sign-in screen",
  },
  {
    fact: "tls-version",
    term: "security",
    share: 1,
    unit: "word",
    table: { "TLSv1.3": 100, "TLSv1.2": 95, "TLSv1.1": 20, TLSv1: 20 },
    title: { en: "TLS version", zh: "TLS 版本" },
    why: "RFC 8996 retired 1.0 and 1.1",
  },
  {
    fact: "cpu-peak",
    term: "hardware",
    share: 2,
    unit: "share",
    curve: [
      [0.6, 100],
      [0.8, 60],
      [0.95, 20],
      [1, 0],
    ],
    title: { en: "CPU peak of 24 hours", zh: "24 小时 CPU 峰值" },
    why: "full points up to the objective of 60 %",
  },
  {
    fact: "cpu-busy",
    term: "hardware",
    share: 1,
    unit: "share",
    curve: [
      [0.6, 100],
      [0.9, 40],
      [1, 0],
    ],
    title: { en: "CPU at the last reading", zh: "最近一次 CPU 使用率" },
    why: "sessions wait for each other when no processor is free",
  },
  {
    fact: "memory-used",
    term: "hardware",
    share: 2,
    unit: "share",
    curve: [
      [0.7, 100],
      [0.85, 70],
      [0.95, 20],
      [1, 0],
    ],
    title: { en: "memory used", zh: "内存使用率" },
    why: "above it the host begins to page, and every session feels it",
  },
  {
    fact: "connect-p95",
    term: "responsiveness",
    share: 2,
    unit: "ms",
    curve: [
      [1000, 100],
      [2000, 80],
      [5000, 30],
      [10_000, 0],
    ],
    title: { en: "95 % of set-ups within", zh: "会话建立耗时（P95）" },
    why: "the objective of 2 s is where the good band begins",
  },
  {
    fact: "connect-median",
    term: "responsiveness",
    share: 1,
    unit: "ms",
    curve: [
      [500, 100],
      [1000, 90],
      [2000, 70],
      [5000, 20],
      [10_000, 0],
    ],
    title: { en: "half of set-ups within", zh: "会话建立耗时（中位数）" },
    why: "what most people feel each morning",
  },
];

/** Points of a value, 0 to 100; null: the rule does not rate it. */
export function healthPoints({ curve, table }: HealthRule, value: HealthValue): number | null {
  if (curve === undefined) return Object.hasOwn(table ?? {}, String(value)) ? (table?.[String(value)] ?? null) : null;
  if (typeof value !== "number" || Number.isNaN(value)) return null;
  const [first, ...rest] = curve;
  if (first === undefined) return null;
  let [leftValue, leftPoints] = first;
  if (value <= leftValue) return leftPoints;
  for (const [rightValue, rightPoints] of rest) {
    if (value <= rightValue) {
      return leftPoints + ((value - leftValue) / (rightValue - leftValue)) * (rightPoints - leftPoints);
    }
    [leftValue, leftPoints] = [rightValue, rightPoints];
  }
  return leftPoints;
}
