import type { Evidence, FactValues, PictureFact } from "../../../src/core/evidence/index.ts";
import { evidenceOf, NLA_FACTS, XRDP_FACTS } from "../evidence/index.ts";

const ACCEPTED: Partial<FactValues> = {
  ...NLA_FACTS,
  "tls.certificateSha256": "cd".repeat(32),
  "credssp.credential": "accepted",
  "credssp.serverKey": "proven",
  "credssp.channelBinding": true,
  "session.fingerprint": { stack: "windows", confidence: 0.95, because: ["NTLM version"] },
};

const NOT_ASKED = { outcome: "not-tested", reason: "not-asked" } as const;
const SESSION_STAGES = ["mcs", "licensing", "capabilities", "graphics", "desktop"] as const;
const NO_SESSION = Object.fromEntries(SESSION_STAGES.map((name) => [name, NOT_ASKED]));

/** NLA let the password pass; nothing more was asked for. */
export function acceptedByNla(): Evidence {
  return evidenceOf({
    logon: { account: "LAB\\labuser", depth: "credential" },
    facts: ACCEPTED,
    stages: NO_SESSION,
    durations: { credssp: 14 },
  });
}

export function acceptedByAuthorization(authorization: "allowed" | "denied" | "not-offered"): Evidence {
  const denied = { outcome: "failed", fault: { kind: "authorization-denied", result: 5 } } as const;
  return evidenceOf({
    logon: { account: "LAB\\labuser", depth: "authorize" },
    facts: { ...ACCEPTED, "credssp.authorization": authorization },
    stages: { ...NO_SESSION, ...(authorization === "denied" ? { credssp: denied } : {}) },
  });
}

export function refusedByNla(ntStatus = 0xc000_006d): Evidence {
  return evidenceOf({
    logon: { account: "LAB\\labuser", depth: "credential" },
    facts: { ...NLA_FACTS, "tls.certificateSha256": "cd".repeat(32), "credssp.credential": "refused" },
    failed: ["credssp", { kind: "credssp-error", ntStatus }],
  });
}

/** An xrdp without NLA, and nobody asked for a session. */
export function notVerifiable(): Evidence {
  return evidenceOf({
    logon: { account: "labuser", depth: "credential" },
    facts: { ...XRDP_FACTS, "tls.certificateSha256": "ab".repeat(32) },
    stages: { ...NO_SESSION, credssp: { outcome: "skipped", reason: "needs-session" } },
  });
}

export function pictureFact(kind: PictureFact["kind"], text: readonly string[] = []): PictureFact {
  const isPlain = kind === "black" || kind === "nothing" || kind === "one-colour";
  return {
    kind,
    measures: {
      width: 1024,
      height: 768,
      distinctColours: isPlain ? 1 : 734,
      dominantColour: isPlain ? "#000000" : "#1d1f21",
      dominantShare: isPlain ? 1 : 0.61,
      edgeShare: isPlain ? 0 : 0.042,
      drawnShare: 1,
    },
    text,
  };
}

/** A session on Windows, to a stable desktop, left disconnected; `facts` change what was seen. */
export function session(
  facts: Partial<FactValues> = {},
  logon: Partial<NonNullable<Evidence["logon"]>> = {},
): Evidence {
  return evidenceOf({
    logon: { account: "LAB\\labuser", depth: "desktop", end: "disconnect", ...logon },
    facts: {
      ...ACCEPTED,
      "mcs.rdpVersion": 0x8000c,
      "licensing.answer": "valid-client",
      "capabilities.desktopWidth": 1024,
      "capabilities.desktopHeight": 768,
      "graphics.firstPictureMs": 812,
      "graphics.updates": 96,
      "graphics.bytes": 402_133,
      "graphics.encodings": ["rle-24"],
      "desktop.stableMs": 2310,
      "desktop.stable": true,
      "desktop.width": 1024,
      "desktop.height": 768,
      "desktop.colorDepth": 24,
      "desktop.picture": pictureFact("desktop"),
      "desktop.changedShare": 0.4,
      "session.logonConfirmed": { by: "save-session-info", user: "labuser", domain: "LAB", sessionId: 3 },
      "session.autoReconnectCookie": true,
      "session.roundTrip": { method: "auto-detect", samples: 3, minMs: 1.2, medianMs: 1.6 },
      "session.bandwidth": { method: "updates", kilobitsPerSecond: 48_000, bytes: 402_133 },
      "session.redirections": [
        { from: "rdp1.lab.test", to: "10.0.0.9", sessionId: 3, redirFlags: 1, addresses: ["10.0.0.9"] },
      ],
      "session.end": "disconnected",
      ...facts,
    },
    durations: { graphics: 500, desktop: 1500 },
  });
}

/** A desktop behind NLA that is the same for everybody: the server confirms no logon, and makes no session. */
export function sharedDesktop(): Evidence {
  const { "session.logonConfirmed": _, ...facts } = session({
    "session.fingerprint": { stack: "freerdp-shadow", confidence: 0.95, because: ["source descriptor"] },
  }).facts;
  return { ...session(), facts };
}
