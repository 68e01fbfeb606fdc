import type { StageName } from "../evidence/index.ts";

/** Extra questions of a check; each costs one connection (udp: one datagram) and can be switched off. */
export const QUESTION_IDS = [
  "nla-optional",
  "plain-rdp",
  "rdstls",
  "rdsaad",
  "tls-1.2",
  "tls-1.1",
  "tls-1.0",
  "post-quantum",
  "large-hello",
  "addresses",
  "udp",
  "gateway",
  "small-hello",
  "routing-token",
  "proxy-header",
  "tls-at-once",
  "other-port",
] as const;

export type QuestionId = (typeof QUESTION_IDS)[number];

/** What one check is asked to do. Plain JSON: it stands in the header of the transcript, and replay reads it from there. */
export interface CheckOptions {
  /** As the operator wrote it. */
  readonly input: string;
  readonly host: string;
  readonly port: number;
  /** Name that the certificate must carry; the host when absent. */
  readonly certificateName?: string;
  /** mstshash cookie; "rdpulse" when absent. */
  readonly cookie?: string;
  /** Routing token or load-balance information, sent instead of the cookie. */
  readonly loadBalanceInfo?: string;
  /** RD Gateway as host or host:port. */
  readonly gateway?: string;
  /** DNS server as address or address:port; the system's resolver when absent. */
  readonly resolver?: string;
  /** Local address that connections start from. */
  readonly source?: string;
  /** SOCKS5 proxy as host:port. */
  readonly proxy?: string;
  /** true: trust is judged with the roots that the operator gave. */
  readonly ownRoots?: boolean;
  /** Deadline of each stage. */
  readonly stageTimeoutMs: number;
  /** Deadline of the whole check. */
  readonly totalTimeoutMs: number;
  /** The last stage to go to. */
  readonly lastStage: StageName;
  /** Questions not to ask. */
  readonly skip: readonly QuestionId[];
}

/**
 * Longest texts that a Connection Request of at most 254 bytes holds beside its other fields and CR LF
 * ([MS-RDPBCGR] 2.2.1.1): an mstshash name, and what is sent instead of the whole cookie.
 */
export const COOKIE_LIMIT_BYTES = 221;
export const LOAD_BALANCE_INFO_LIMIT_BYTES = 238;

export const DEFAULT_PORT = 3389;
export const GATEWAY_PORT = 443;
export const DEFAULT_STAGE_TIMEOUT_MS = 5000;
export const DEFAULT_TOTAL_TIMEOUT_MS = 20_000;
/** From the end of one connection to the start of the next to the same host: fragile servers stop serving below 100 ms. */
export const CONNECTION_GAP_MS = 250;
