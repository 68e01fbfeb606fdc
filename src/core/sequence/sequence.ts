import type { FactTable, Fault, StageEvidence, StageName } from "../evidence/index.ts";
import type { Picture } from "../graphics/index.ts";
import type { Secret } from "./secret.ts";
import type { HttpResponseHead, TlsServerAnswer } from "../protocol/index.ts";

/** When and where an input was seen: milliseconds since the check began, and the line of the transcript. */
export interface Moment {
  readonly atMs: number;
  readonly line: number;
}

/** What a finished TLS handshake tells of the peer. */
export interface TlsPeer {
  readonly version: string;
  readonly cipher: string;
  /** Name of the key exchange group, "" when the library does not tell. */
  readonly group: string;
  /** DER certificates, the peer's own first. */
  readonly chain: readonly Uint8Array[];
  /** null: the chain leads to a trusted root. */
  readonly trustError: string | null;
}

/** How a TLS handshake failed, in facts of the wire where there are any. */
export type TlsFailure =
  | { readonly kind: "alert"; readonly alert: number }
  | { readonly kind: "closed"; readonly how: "fin" | "rst" }
  | { readonly kind: "silence" }
  | { readonly kind: "local"; readonly reason: string };

/** Bytes from..to of a packet. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** What happened to the connection that a sequence speaks on. */
export type SequenceInput =
  | { readonly kind: "connected" }
  | { readonly kind: "connect-failed"; readonly errno: string }
  | { readonly kind: "received"; readonly bytes: Uint8Array }
  | { readonly kind: "tls-established"; readonly peer: TlsPeer }
  | { readonly kind: "tls-failed"; readonly failure: TlsFailure; readonly receivedBytes: number }
  | { readonly kind: "closed"; readonly how: "fin" | "rst" }
  | { readonly kind: "silence" };

export interface TlsRequest {
  /** Server name indication; absent for addresses. */
  readonly serverName?: string;
}

/** What the driver has to do next. After `read`, `start-tls` or `connect` it feeds the next input; after `end` none. */
export type SequenceAction =
  | {
      readonly do: "send";
      readonly bytes: Uint8Array;
      readonly gloss: string;
      /** What the transcript shows in place of `bytes`: the same, with every secret zeroed. */
      readonly written?: Uint8Array;
    }
  /** Of this packet, received before, these bytes hold a secret of the server, or tell of it: the transcript zeroes them. */
  | { readonly do: "conceal"; readonly packet: Uint8Array; readonly ranges: readonly ByteRange[] }
  | { readonly do: "read"; readonly untilMs: number }
  | { readonly do: "start-tls"; readonly request: TlsRequest; readonly untilMs: number }
  | { readonly do: "end" };

/** Where a broker sends a client ([MS-RDPBCGR] 2.2.13.1). */
export interface Redirection {
  readonly sessionId: number;
  readonly redirFlags: number;
  /** Address first, then names. */
  readonly targets: readonly string[];
  readonly targetName?: string;
  /** Load balance information: the routing token of the next Connection Request. */
  readonly loadBalanceInfo?: Uint8Array;
  readonly user?: string;
  readonly domain?: string;
  /** A password of its own for the next host, in the clear. */
  readonly password?: Secret;
  /** The password can only be used with RDSTLS. */
  readonly needsRdstls: boolean;
}

/** Auto-reconnect cookie of the server ([MS-RDPBCGR] 2.2.4.2). */
export interface AutoReconnectCookie {
  readonly logonId: number;
  readonly arcRandomBits: Uint8Array;
}

/** What one connection taught. */
export interface Conversation {
  /** Stages of this connection in order, from tcp on; the last may have failed. */
  readonly stages: readonly StageEvidence[];
  readonly facts: FactTable;
  readonly failed?: { readonly stage: StageName; readonly fault: Fault; readonly line: number };
  /** First answer to a raw TLS hello, where one was sent. */
  readonly helloAnswer?: TlsServerAnswer;
  /** The answer of an RD Gateway, where one was asked. */
  readonly http?: HttpResponseHead;
  /** The screen at the end, where a session drew one. */
  readonly picture?: Picture;
  readonly redirection?: Redirection;
  readonly autoReconnect?: AutoReconnectCookie;
}

/**
 * One connection's conversation as a state machine without I/O ("sans-IO"): it never touches a socket, a clock or a
 * random source, never throws on what a peer sends, and keeps what was learned before a failure.
 */
export interface Sequence {
  /** Milliseconds since the start of the check until which a TCP connection may take. */
  readonly connectUntilMs: number;
  /** Stages that are over, while the conversation goes on. */
  readonly stages: readonly StageEvidence[];
  step(input: SequenceInput, moment: Moment): readonly SequenceAction[];
  conversation(): Conversation;
}
