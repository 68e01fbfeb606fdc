import type { Candidate } from "../candidate.ts";

/** What a Set Error Info code means ([MS-RDPBCGR] 2.2.5.1.1); undefined: no error, or a code that names no cause. */
export function explainErrorInfo(errorInfo: number): readonly Candidate[] | undefined {
  const code = errorInfo >>> 0;
  return RANGES.find(([first, last]) => code >= first && code <= last)?.[2];
}

/** The session was ended on purpose: nothing that a check without credentials would complain of. */
export function isOrderlyEnd(errorInfo: number): boolean {
  return explainErrorInfo(errorInfo) === ENDED_ON_PURPOSE;
}

const ENDED_ON_PURPOSE: readonly Candidate[] = [{ id: "session-ended-by-policy-or-admin", weight: 1 }];
const OUT_OF_MEMORY: readonly Candidate[] = [{ id: "memory-or-session-leak", weight: 1 }];
const DENIED: readonly Candidate[] = [
  { id: "max-connections-reached", weight: 55 },
  { id: "drain-mode-or-logons-disabled", weight: 45 },
];
const OTHER_CONNECTION: readonly Candidate[] = [
  { id: "session-ended-by-policy-or-admin", weight: 75 },
  { id: "max-connections-reached", weight: 25 },
];
const NO_RIGHT: readonly Candidate[] = [{ id: "logon-right-missing", weight: 1 }];
const FRESH_CREDENTIALS: readonly Candidate[] = [{ id: "credential-delegation-or-smartcard", weight: 1 }];
const DISPLAY_DRIVER: readonly Candidate[] = [{ id: "wddm-driver-issue", weight: 1 }];
const HOST_PROCESS_DIED: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 1 },
];
const GOING_DOWN: readonly Candidate[] = [{ id: "host-down-or-asleep", weight: 1 }];
const NO_LICENSE_SERVER: readonly Candidate[] = [
  { id: "rds-license-server-unreachable", weight: 52 },
  { id: "rds-grace-period-expired", weight: 48 },
];
const NO_LICENSE: readonly Candidate[] = [{ id: "rds-cal-unavailable", weight: 1 }];
const LICENSE_MATERIAL: readonly Candidate[] = [{ id: "rds-license-material-corrupt", weight: 1 }];
const BROKER: readonly Candidate[] = [{ id: "broker-or-balancer-redirect", variant: "error-info", weight: 1 }];
const GRAPHICS: readonly Candidate[] = [{ id: "gpu-graphics-policy", weight: 1 }];
const ENCRYPTION_LEVELS: readonly Candidate[] = [
  { id: "fips-mismatch", weight: 80 },
  { id: "security-layer-mismatch", weight: 20 },
];
const STREAM: readonly Candidate[] = [{ id: "protocol-stream-error", weight: 1 }];

/** First match counts: the single codes stand before the range that they lie in. */
const RANGES: readonly (readonly [number, number, readonly Candidate[]])[] = [
  [0x5, 0x5, OTHER_CONNECTION],
  [0x1, 0x4, ENDED_ON_PURPOSE],
  [0x6, 0x6, OUT_OF_MEMORY],
  [0x7, 0x7, DENIED],
  [0x9, 0x9, NO_RIGHT],
  [0xa, 0xa, FRESH_CREDENTIALS],
  [0xb, 0xc, ENDED_ON_PURPOSE],
  [0xf, 0x12, DISPLAY_DRIVER],
  [0x17, 0x18, HOST_PROCESS_DIED],
  [0x19, 0x1a, GOING_DOWN],
  [0x101, 0x101, NO_LICENSE_SERVER],
  [0x106, 0x106, NO_LICENSE_SERVER],
  [0x102, 0x102, NO_LICENSE],
  [0x109, 0x10a, NO_LICENSE],
  [0x100, 0x108, LICENSE_MATERIAL],
  [0x400, 0x412, BROKER],
  [0x112d, 0x112f, GRAPHICS],
  [0x1194, 0x1194, ENCRYPTION_LEVELS],
  [0x10c9, 0x1195, STREAM],
];
