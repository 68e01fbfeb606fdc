// What a stand-in does once a session is there, as data (MS-RDPBCGR 1.3.1.1 phase 9 and later).
import type { SaveSessionInfo, ServerRedirection } from "../../src/core/protocol/index.ts";
import type { StandInEnd } from "./script.ts";

/** What the picture shows. "nothing": no update is ever sent. */
export type DesktopScript = "picture" | "black" | "one-colour" | "login-window" | "nothing";

/** How pictures travel. */
export interface UpdateScript {
  /** Default "fast". */
  readonly path?: "fast" | "slow";
  /** "rle": interleaved, planar at 32 bits. Default "raw". */
  readonly encoding?: "raw" | "rle";
  /** Side of a tile in pixels, default 64, and 48 where the path is slow; at most 120. */
  readonly tile?: number;
  /** Between two tiles: a slow line. Default 0. */
  readonly everyMs?: number;
  /** A rectangle that goes on moving, so often a second: a picture that is never stable. */
  readonly movesEveryMs?: number;
}

/** Auto-Detect requests on the message channel (2.2.14.1), where the client asked for one. */
export interface AutoDetectScript {
  /** "connecting": after the Client Info; "session" (default): before the first update. */
  readonly at?: "connecting" | "session";
  /** So many RTT Measure Requests, each after the answer to the one before; default 1. */
  readonly roundTrips?: number;
  /** A bandwidth measurement with so many bytes of payload; only while connecting: in a session graphics would be the payload. */
  readonly payloadBytes?: number;
  /** Network Characteristics Result at the end. */
  readonly result?: { readonly baseRttMs: number; readonly averageRttMs: number; readonly bandwidthKbps: number };
}

/** Sends the client elsewhere (2.2.13). */
export interface RedirectScript {
  /** "license" (default): in place of Demand Active, as brokers do; "after-updates": out of a session that has a picture. */
  readonly at?: "license" | "after-updates";
  readonly packet: ServerRedirection;
  /** How often; default: every time. With load balance information a client comes back to where it was, with a routing token. */
  readonly times?: number;
  /** Default: "enhanced" under TLS (2.2.13.3.1), "standard" without (2.2.13.2.1). */
  readonly form?: "enhanced" | "standard";
}

/** How a session ends by itself; by silence the connection stays. */
export interface SessionEndScript {
  readonly after: { readonly updates: number } | { readonly bytes: number };
  readonly with: StandInEnd | { readonly errorInfo: number } | { readonly ultimatum: number };
}

/** A session. Everything has the default of a healthy host that shows a desktop. */
export interface SessionScript {
  /** Of who is logged on, default "picture"; who is not, sees "login-window". */
  readonly desktop?: DesktopScript;
  readonly updates?: UpdateScript;
  /** Default: the long form for who is logged on. A refusal of the Client Info's account comes by itself. */
  readonly saveSessionInfo?: readonly SaveSessionInfo[];
  readonly autoDetect?: AutoDetectScript;
  /** So many Server Heartbeat PDUs before the first update, period 5 s. */
  readonly heartbeats?: number;
  /** Channels on which a program of the user's session speaks first, where the client asked for them. */
  readonly channels?: readonly ("cliprdr" | "rdpdr")[];
  /** Once, after the picture: Deactivate All, and the connection is activated anew. */
  readonly deactivateReactivate?: boolean;
  readonly end?: SessionEndScript;
  readonly redirect?: RedirectScript;
  /** A cookie is given, `end` happens to the first connection, and only who brings the cookie is let in again. */
  readonly reconnect?: "cookie-required";
  /** What the logoff keys do, default "obeyed". */
  readonly logoff?: "obeyed" | "ignored";
}
