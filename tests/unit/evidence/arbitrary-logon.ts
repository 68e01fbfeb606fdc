import * as fc from "fast-check";
import type { FactName, FactValues, Fault, FaultKind, PictureKind } from "../../../src/core/evidence/index.ts";

type LogonFaultKind = Extract<
  FaultKind,
  | "credential-withheld"
  | "server-key-mismatch"
  | "logon-refused"
  | "authorization-denied"
  | "redirection-failed"
  | "not-a-desktop"
>;

const KINDS: readonly PictureKind[] = ["desktop", "login-window", "server-message", "black", "one-colour", "nothing"];

/** Faults that only a logon meets. */
export const LOGON_FAULTS: {
  readonly [Kind in LogonFaultKind]: fc.Arbitrary<Extract<Fault, { readonly kind: Kind }>>;
} = {
  "credential-withheld": fc.record({
    kind: fc.constant("credential-withheld" as const),
    why: fc.constantFrom("clear-text", "changed-key", "ntlm-downgrade", "kerberos-only"),
  }),
  "server-key-mismatch": fc.constant({ kind: "server-key-mismatch" as const }),
  "logon-refused": fc.record({
    kind: fc.constant("logon-refused" as const),
    how: fc.constantFrom("closed" as const, "deactivated" as const, "shown" as const, "notified" as const),
  }),
  "authorization-denied": fc.record({
    kind: fc.constant("authorization-denied" as const),
    result: fc.constantFrom(5, -1, 0xffffffff),
  }),
  "redirection-failed": fc.record({
    kind: fc.constant("redirection-failed" as const),
    why: fc.constantFrom("loop" as const, "too-many" as const, "no-address" as const, "needs-rdstls" as const),
  }),
  "not-a-desktop": fc.record({
    kind: fc.constant("not-a-desktop" as const),
    picture: fc.constantFrom(...KINDS),
  }),
};

type LogonFactName =
  | "credssp.credential"
  | "credssp.serverKey"
  | "credssp.channelBinding"
  | "credssp.authorization"
  | "credssp.authorizationResult"
  | Extract<FactName, `graphics.${string}` | `desktop.${string}`>
  | "session.logonConfirmed"
  | "session.logonNotices"
  | "session.autoReconnectCookie"
  | "session.reconnected"
  | "session.roundTrip"
  | "session.bandwidth"
  | "session.redirections"
  | "session.end";

interface Wire {
  readonly text: fc.Arbitrary<string>;
  readonly ms: fc.Arbitrary<number>;
  readonly code: fc.Arbitrary<number>;
}

/** Facts that only a logon learns, made of the same hostile text as the others. */
export function logonFactsOf({ text, ms, code }: Wire): {
  readonly [Name in LogonFactName]: fc.Arbitrary<FactValues[Name]>;
} {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  return {
    "credssp.credential": fc.constantFrom("accepted", "refused", "withheld"),
    "credssp.serverKey": fc.constantFrom("proven", "different"),
    "credssp.channelBinding": fc.boolean(),
    "credssp.authorization": fc.constantFrom("allowed", "denied", "not-offered"),
    "credssp.authorizationResult": code,
    "graphics.firstPictureMs": ms,
    "graphics.updates": fc.nat(),
    "graphics.bytes": fc.nat(),
    "graphics.encodings": fc.array(text, { maxLength: 3 }),
    "graphics.unsupported": fc.array(text, { maxLength: 3 }),
    "desktop.stableMs": ms,
    "desktop.stable": fc.boolean(),
    "desktop.width": fc.nat(),
    "desktop.height": fc.nat(),
    "desktop.colorDepth": fc.nat(),
    "desktop.picture": fc.record({
      kind: fc.constantFrom(...KINDS),
      measures: fc.record({
        width: fc.nat({ max: 4096 }),
        height: fc.nat({ max: 4096 }),
        distinctColours: fc.nat({ max: 4096 }),
        dominantColour: fc.oneof(text, fc.constant("#000000")),
        dominantShare: share,
        edgeShare: share,
        drawnShare: share,
      }),
      text: fc.array(fc.oneof(text, fc.constantFrom("login failed", "Error - max sessions")), { maxLength: 4 }),
    }),
    "desktop.changedShare": share,
    "session.logonConfirmed": fc.oneof(
      fc.record(
        { by: fc.constant("save-session-info" as const), user: text, domain: text, sessionId: fc.nat() },
        { requiredKeys: ["by"] },
      ),
      fc.record({ by: fc.constant("virtual-channel" as const), channel: text }),
    ),
    "session.logonNotices": fc.array(
      fc.record({ type: fc.oneof(code, fc.integer({ min: 0xfffffff8, max: 0xffffffff })), data: fc.nat({ max: 5 }) }),
      { maxLength: 3 },
    ),
    "session.autoReconnectCookie": fc.boolean(),
    "session.reconnected": fc.boolean(),
    "session.roundTrip": fc.record({
      method: fc.constantFrom("auto-detect" as const, "refresh-rect" as const),
      samples: fc.nat(),
      minMs: ms,
      medianMs: ms,
    }),
    "session.bandwidth": fc.record({
      method: fc.constantFrom("auto-detect" as const, "updates" as const),
      kilobitsPerSecond: ms,
      bytes: fc.nat(),
    }),
    "session.redirections": fc.array(
      fc.record(
        {
          from: text,
          to: text,
          sessionId: fc.nat(),
          redirFlags: code,
          targetName: text,
          addresses: fc.array(text, { maxLength: 2 }),
          routingToken: text,
        },
        { requiredKeys: ["from", "sessionId", "redirFlags", "addresses"] },
      ),
      { maxLength: 3 },
    ),
    "session.end": fc.constantFrom("logged-off", "logoff-unconfirmed", "disconnected", "server-ended", "lost"),
  };
}
