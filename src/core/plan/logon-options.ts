import type { LogonDepth } from "../evidence/index.ts";
import type { DesktopWish } from "../sequence/index.ts";

/**
 * What one logon is asked to do, without its password. Plain JSON: it stands in the header of the transcript, and replay
 * reads it from there.
 */
export interface LogonOptions {
  /** Tells a logon's transcript from a check's. */
  readonly logon: true;
  /** As the operator wrote it. */
  readonly input: string;
  readonly host: string;
  readonly port: number;
  /** Name that the certificate must carry; the host when absent. */
  readonly certificateName?: string;
  /** Routing token or load-balance information, sent instead of the cookie. */
  readonly loadBalanceInfo?: string;
  /** DNS server as address or address:port; the system's resolver when absent. */
  readonly resolver?: string;
  /** Local address that connections start from. */
  readonly source?: string;
  /** SOCKS5 proxy as host:port. */
  readonly proxy?: string;
  /** true: trust is judged with the roots that the operator gave. */
  readonly ownRoots?: boolean;
  readonly user: string;
  readonly domain: string;
  readonly depth: LogonDepth;
  readonly end: "logoff" | "disconnect";
  readonly desktop: DesktopWish;
  /** requestedProtocols; "auto" offers TLS and NLA as clients do, and falls back to plain RDP where nothing else is had. */
  readonly security: "auto" | "nla" | "tls" | "rdp";
  /** SHA-256 in hex of the key that this host showed last time. */
  readonly knownKeySha256?: string;
  readonly allowChangedKey: boolean;
  readonly allowClearText: boolean;
  /** Deadline of each stage up to capabilities, and of the first picture. */
  readonly stageTimeoutMs: number;
  /** Deadline of the whole logon, redirections included. */
  readonly totalTimeoutMs: number;
}

/** Redirections that are followed before it is called a failure; clients of Windows follow about as many. */
export const REDIRECTION_LIMIT = 5;
export const DEFAULT_DESKTOP_TIMEOUT_MS = 25_000;
export const DEFAULT_SETTLE_MS = 1500;
export const DEFAULT_LOGON_TIMEOUT_MS = 60_000;
