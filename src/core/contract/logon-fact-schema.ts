import type {
  Bandwidth,
  FactName,
  LogonConfirmation,
  LogonNotice,
  PictureFact,
  PictureKind,
  PictureMeasures,
  RedirectionHop,
  RoundTrip,
  SessionEnd,
} from "../evidence/index.ts";
import { amount, described, flag, integer, type JsonSchema, listOf, objectOf, oneWordOf, text } from "./json-schema.ts";

const share = { type: "number", minimum: 0, maximum: 1 };

const PICTURE_KINDS = [
  "desktop",
  "login-window",
  "server-message",
  "black",
  "one-colour",
  "nothing",
] as const satisfies readonly PictureKind[];

export const pictureKind: JsonSchema = oneWordOf(PICTURE_KINDS);

export const pictureMeasures: JsonSchema = objectOf<keyof PictureMeasures>({
  width: integer,
  height: integer,
  distinctColours: described("Colours at 5 bits a channel that at least two pixels have, up to 4096.", integer),
  dominantColour: described("As #rrggbb.", text),
  dominantShare: share,
  edgeShare: described("Pixels that differ visibly from their right or lower neighbour.", share),
  drawnShare: described("Pixels that the server ever painted.", share),
});

const picture = objectOf<keyof PictureFact>({
  kind: pictureKind,
  measures: pictureMeasures,
  text: described("Lines read in the server's own window.", listOf(text)),
});

type ConfirmationFields<By extends LogonConfirmation["by"]> = Extract<LogonConfirmation, { readonly by: By }>;

/** How it is known that the user's session stands. */
export const confirmation: JsonSchema = {
  oneOf: [
    objectOf<keyof ConfirmationFields<"save-session-info">>(
      { by: { type: "string", const: "save-session-info" }, user: text, domain: text, sessionId: integer },
      ["user", "domain", "sessionId"],
    ),
    objectOf<keyof ConfirmationFields<"virtual-channel">>({
      by: { type: "string", const: "virtual-channel" },
      channel: text,
    }),
  ],
};

export const notice: JsonSchema = objectOf<keyof LogonNotice>({ type: integer, data: integer });

export const roundTrip: JsonSchema = objectOf<keyof RoundTrip>({
  method: oneWordOf(["auto-detect", "refresh-rect"]),
  samples: integer,
  minMs: amount,
  medianMs: amount,
});

export const bandwidth: JsonSchema = objectOf<keyof Bandwidth>({
  method: oneWordOf(["auto-detect", "updates"]),
  kilobitsPerSecond: amount,
  bytes: integer,
});

export const redirectionHop: JsonSchema = objectOf<keyof RedirectionHop>(
  {
    from: text,
    to: text,
    sessionId: integer,
    redirFlags: integer,
    targetName: text,
    addresses: listOf(text),
    routingToken: text,
  },
  ["to", "targetName", "routingToken"],
);

const ENDS = [
  "logged-off",
  "logoff-unconfirmed",
  "disconnected",
  "server-ended",
  "lost",
] as const satisfies readonly SessionEnd[];

export const sessionEnd: JsonSchema = oneWordOf(ENDS);

type LogonFactName = Extract<
  FactName,
  | "credssp.credential"
  | "credssp.serverKey"
  | "credssp.channelBinding"
  | "credssp.authorization"
  | "credssp.authorizationResult"
  | "graphics.firstPictureMs"
  | "graphics.updates"
  | "graphics.bytes"
  | "graphics.encodings"
  | "graphics.unsupported"
  | "desktop.stableMs"
  | "desktop.stable"
  | "desktop.width"
  | "desktop.height"
  | "desktop.colorDepth"
  | "desktop.picture"
  | "desktop.changedShare"
  | "session.logonConfirmed"
  | "session.logonNotices"
  | "session.autoReconnectCookie"
  | "session.reconnected"
  | "session.roundTrip"
  | "session.bandwidth"
  | "session.redirections"
  | "session.end"
>;

/** What only a logon can learn, by its stable name. */
export const LOGON_FACT_SCHEMAS: Readonly<Record<LogonFactName, JsonSchema>> = {
  "credssp.credential": described(
    "What CredSSP said of the password: let in, turned down, or not shown to it.",
    oneWordOf(["accepted", "refused", "withheld"]),
  ),
  "credssp.serverKey": described(
    "Does CredSSP end at the key of the TLS certificate?",
    oneWordOf(["proven", "different"]),
  ),
  "credssp.channelBinding": flag,
  "credssp.authorization": described("Early User Authorization.", oneWordOf(["allowed", "denied", "not-offered"])),
  "credssp.authorizationResult": described("authorizationResult, [MS-RDPBCGR] 2.2.10.2.", integer),
  "graphics.firstPictureMs": described("From the start of the connection to the first painted pixels.", amount),
  "graphics.updates": integer,
  "graphics.bytes": integer,
  "graphics.encodings": listOf(text),
  "graphics.unsupported": described("What the server sent and we cannot draw.", listOf(text)),
  "desktop.stableMs": described("From the start of the connection until nothing changed any more.", amount),
  "desktop.stable": flag,
  "desktop.width": integer,
  "desktop.height": integer,
  "desktop.colorDepth": integer,
  "desktop.picture": picture,
  "desktop.changedShare": described("Share of pixels that changed after the first picture.", share),
  "session.logonConfirmed": confirmation,
  "session.logonNotices": listOf(notice),
  "session.autoReconnectCookie": flag,
  "session.reconnected": flag,
  "session.roundTrip": roundTrip,
  "session.bandwidth": bandwidth,
  "session.redirections": listOf(redirectionHop),
  "session.end": sessionEnd,
};
