/** The steps of one connection that a check goes through, in order ([MS-RDPBCGR] 1.3.1.1). */
export const STAGES = ["dns", "tcp", "x224", "tls", "credssp", "mcs", "licensing", "capabilities"] as const;

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
  | { readonly kind: "licensing-error"; readonly errorCode: number; readonly stateTransition: number };

export type FaultKind = Fault["kind"];
