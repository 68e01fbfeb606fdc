import type { PictureKind } from "./picture.ts";

/** The steps of one connection that a check goes through, in order ([MS-RDPBCGR] 1.3.1.1). */
export const CHECK_STAGES = ["dns", "tcp", "x224", "tls", "credssp", "mcs", "licensing", "capabilities"] as const;

/** All steps up to a desktop that can be used. The last two need a logon: graphics ends with the first picture. */
export const STAGES = [
  "dns",
  "tcp",
  "x224",
  "tls",
  "credssp",
  "mcs",
  "licensing",
  "capabilities",
  "graphics",
  "desktop",
] as const;

export type StageName = (typeof STAGES)[number];

/** How the peer went away. */
export type CloseKind = "fin" | "rst";

/** Why a stage did not complete: wire facts only, no advice and no blame. */
export type Fault =
  | { readonly kind: "name-not-found"; readonly name: string }
  | { readonly kind: "resolver-failed"; readonly name: string; readonly code: string }
  | { readonly kind: "tcp-refused"; readonly afterMs: number }
  | { readonly kind: "tcp-timeout"; readonly afterMs: number }
  | { readonly kind: "tcp-unreachable"; readonly errno: string; readonly afterMs: number }
  | { readonly kind: "tcp-failed"; readonly errno: string }
  | { readonly kind: "proxy-failed"; readonly reason: string }
  | { readonly kind: "silence"; readonly waitedFor: string; readonly afterMs: number; readonly receivedBytes: number }
  | {
      readonly kind: "closed";
      readonly how: CloseKind;
      readonly waitedFor: string;
      readonly afterMs: number;
      readonly receivedBytes: number;
    }
  | { readonly kind: "not-rdp"; readonly looksLike: string; readonly excerpt: string }
  | { readonly kind: "negotiation-failure"; readonly failureCode: number; readonly requestedProtocols: number }
  | { readonly kind: "malformed"; readonly pdu: string; readonly offset: number; readonly reason: string }
  | { readonly kind: "oversized"; readonly limitBytes: number }
  | { readonly kind: "tls-alert"; readonly alert: number }
  | { readonly kind: "tls-failed"; readonly reason: string }
  | { readonly kind: "credssp-error"; readonly ntStatus: number }
  | { readonly kind: "mcs-refused"; readonly pdu: string; readonly result: number }
  | { readonly kind: "disconnect"; readonly reason: number }
  | { readonly kind: "error-info"; readonly errorInfo: number }
  | { readonly kind: "licensing-error"; readonly errorCode: number; readonly stateTransition: number }
  /** We did not send the credential, and why. */
  | { readonly kind: "credential-withheld"; readonly why: WithheldReason }
  /** The key that CredSSP proves is not the key of the TLS certificate: somebody stands in between. */
  | { readonly kind: "server-key-mismatch" }
  /** The server turned the credential down without an NTSTATUS: by hanging up, or with words on its screen. */
  | { readonly kind: "logon-refused"; readonly how: LogonRefusal }
  /** Early User Authorization Result other than AUTHZ_SUCCESS ([MS-RDPBCGR] 2.2.10.2). */
  | { readonly kind: "authorization-denied"; readonly result: number }
  | { readonly kind: "redirection-failed"; readonly why: RedirectionFailure }
  /** The picture at the end is none of a desktop. */
  | { readonly kind: "not-a-desktop"; readonly picture: PictureKind };

/** "changed-key": the host shows another key than last time. "kerberos-only": it takes no NTLM, and we speak nothing else. */
export type WithheldReason = "clear-text" | "changed-key" | "ntlm-downgrade" | "kerberos-only";

/**
 * "closed": hung up right after AUTHENTICATE; "deactivated": Deactivate All in its place; "shown": its own logon screen
 * says so; "notified": a Logon Errors Info of Save Session Info does.
 */
export type LogonRefusal = "closed" | "deactivated" | "shown" | "notified";

export type RedirectionFailure = "loop" | "too-many" | "no-address" | "needs-rdstls";

export type FaultKind = Fault["kind"];
