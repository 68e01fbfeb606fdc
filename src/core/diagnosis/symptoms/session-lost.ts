import type { Fault, StageName } from "../../evidence/index.ts";
import type { Candidate, Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { isWholePicture } from "../picture-share.ts";
import { sharesADesktop, stackOf } from "../server-stack.ts";
import { explainErrorInfo, isOrderlyEnd } from "./error-info.ts";
import { isUnreadable } from "./stage-faults.ts";

const SESSION_STAGES = ["graphics", "desktop"] as const satisfies readonly StageName[];
/** More than this, though no picture, and packets as large as pictures need have come through. */
const LARGE_PACKETS_BYTES = 3000;
/** Stages between our Client Info, which carries the credential, and the first picture. */
const AFTER_CLIENT_INFO = ["licensing", "capabilities", "graphics"] as const satisfies readonly StageName[];

/** The session broke off while it came up, or while it was drawn, without a code that says why. */
export const sessionLost: Symptom = (reader) => {
  if (reader.evidence.logon === undefined) return [];
  return [
    ...SESSION_STAGES.flatMap((stage) => broken(reader, stage)),
    ...cameBack(reader),
    ...lostAtEnd(reader),
    ...endedByServer(reader),
  ];
};

/**
 * The credential was on its way when the server hung up: of those that ask for a password without NLA and have no
 * logon screen, that is the answer to a wrong one.
 */
export function hangsUpOnCredential(reader: EvidenceReader, stage: StageName): boolean {
  return (
    reader.evidence.logon?.depth === "desktop" &&
    sharesADesktop(reader) &&
    reader.value("credssp.credential") === undefined &&
    AFTER_CLIENT_INFO.some((name) => name === stage)
  );
}

export const HUNG_UP_ON_CREDENTIAL: readonly Candidate[] = [
  { id: "bad-credentials", weight: 44 },
  { id: "password-expired-or-must-change", weight: 13 },
  { id: "account-disabled-or-restricted", weight: 12 },
  { id: "account-locked-out", weight: 12 },
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 11 },
  { id: "protocol-stream-error", weight: 8 },
];

function broken(reader: EvidenceReader, stage: (typeof SESSION_STAGES)[number]): readonly Group[] {
  const fault = reader.fault(stage);
  // An empty picture that stays so has a symptom of its own.
  const empty = fault?.kind === "silence" && EMPTY_PICTURES.has(reader.value("desktop.picture")?.kind ?? "nothing");
  const candidates = fault === undefined || empty ? [] : explain(reader, stage, fault);
  if (candidates.length === 0) return [];
  return [
    {
      group: `${stage}-lost`,
      stage,
      effect: "blocks",
      certainty: 0.74,
      because: [
        ...reader.faultOf(stage),
        ...reader.supports(
          "graphics.updates",
          "graphics.bytes",
          "session.logonConfirmed",
          "session.roundTrip",
          "session.fingerprint",
        ),
      ],
      candidates,
    },
  ];
}

const EMPTY_PICTURES: ReadonlySet<string> = new Set(["black", "one-colour"]);

function explain(reader: EvidenceReader, stage: StageName, fault: Fault): readonly Candidate[] {
  if (fault.kind === "silence") return silent(reader, fault.receivedBytes);
  if (fault.kind === "closed") {
    return hangsUpOnCredential(reader, stage) ? HUNG_UP_ON_CREDENTIAL : brokenOff(reader, fault.waitedFor);
  }
  if (fault.kind === "disconnect") return hungUp(reader);
  return isUnreadable(fault) ? MALFORMED : [];
}

/** Gone without a goodbye, which servers say even when a session ends: who served it died, or something cut the line. */
function brokenOff(reader: EvidenceReader, waitedFor: string): readonly Candidate[] {
  if (stackOf(reader) === "xrdp") return CUT_OFF_AT_XRDP;
  // Before the Font Map nothing was to be drawn yet.
  return waitedFor === "Font Map" ? CUT_OFF_IN_ACTIVATION : SESSION_DIED;
}

/**
 * All before graphics fits into small packets. Where silence begins with the first large ones, and never a picture was
 * complete, a path that swallows large packets is the likeliest; after a picture it is not the packets' size, nor where
 * something else as large has come, such as the pointers that servers send first.
 */
function silent(reader: EvidenceReader, receivedBytes: number): readonly Candidate[] {
  if (receivedBytes > LARGE_PACKETS_BYTES) return stackOf(reader) === "xrdp" ? NEVER_DRAWN_AT_XRDP : NEVER_DRAWN;
  if (isWholePicture(reader) && receivedBytes === 0) return SILENT_AFTER_PICTURES;
  return stackOf(reader) === "xrdp" || sharesADesktop(reader) ? SILENT_AT_GRAPHICS : SILENT_AT_WINDOWS_GRAPHICS;
}

function hungUp(reader: EvidenceReader): readonly Candidate[] {
  return stackOf(reader) === "xrdp" ? SESSION_ENDED_AT_XRDP : SESSION_DIED;
}

/** xrdp itself is well, and waits for the X server of the session. */
const NEVER_DRAWN_AT_XRDP: readonly Candidate[] = [
  { id: "wddm-driver-issue", variant: "x-server-does-not-start", weight: 66 },
  { id: "slow-logon-profile", weight: 18 },
  { id: "memory-or-session-leak", weight: 16 },
];

const NEVER_DRAWN: readonly Candidate[] = [
  { id: "wddm-driver-issue", weight: 42 },
  { id: "slow-logon-profile", weight: 24 },
  { id: "memory-or-session-leak", weight: 18 },
  { id: "gpu-graphics-policy", weight: 16 },
];

const SILENT_AT_GRAPHICS: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", variant: "mtu-black-hole-from-host", weight: 50 },
  { id: "slow-logon-profile", weight: 17 },
  { id: "wddm-driver-issue", variant: "x-server-does-not-start", weight: 13 },
  { id: "memory-or-session-leak", weight: 12 },
  { id: "nat-or-segmentation-path", weight: 8 },
];

const SILENT_AT_WINDOWS_GRAPHICS: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", variant: "mtu-black-hole-from-host", weight: 42 },
  { id: "wddm-driver-issue", weight: 24 },
  { id: "slow-logon-profile", weight: 14 },
  { id: "memory-or-session-leak", weight: 12 },
  { id: "nat-or-segmentation-path", weight: 8 },
];

const SILENT_AFTER_PICTURES: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", weight: 38 },
  { id: "nat-or-segmentation-path", weight: 24 },
  { id: "memory-or-session-leak", weight: 20 },
  { id: "wddm-driver-issue", weight: 18 },
];

/** xrdp ends the connection when the last program of the session ends: its window manager, as a rule. */
const SESSION_ENDED_AT_XRDP: readonly Candidate[] = [
  { id: "slow-logon-profile", variant: "desktop-program-died", weight: 56 },
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 18 },
  { id: "memory-or-session-leak", weight: 14 },
  { id: "session-ended-by-policy-or-admin", weight: 12 },
];

const CUT_OFF_AT_XRDP: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 42 },
  { id: "third-party-security-hook", weight: 22 },
  { id: "memory-or-session-leak", weight: 20 },
  { id: "lossy-or-high-latency-path", weight: 16 },
];

const CUT_OFF_IN_ACTIVATION: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 36 },
  { id: "wddm-driver-issue", weight: 24 },
  { id: "memory-or-session-leak", weight: 16 },
  { id: "third-party-security-hook", weight: 14 },
  { id: "protocol-stream-error", weight: 10 },
];

const SESSION_DIED: readonly Candidate[] = [
  { id: "wddm-driver-issue", weight: 30 },
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 28 },
  { id: "memory-or-session-leak", weight: 16 },
  { id: "session-ended-by-policy-or-admin", weight: 14 },
  { id: "third-party-security-hook", weight: 12 },
];

const MALFORMED: readonly Candidate[] = [
  { id: "protocol-stream-error", variant: "malformed", weight: 75 },
  { id: "third-party-security-hook", weight: 25 },
];

const LOST: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", weight: 42 },
  { id: "nat-or-segmentation-path", weight: 22 },
  { id: "idle-nat-timeout-or-keepalive", weight: 20 },
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 16 },
];

/** The session stands again, and somebody who worked in it saw it break. */
function cameBack(reader: EvidenceReader): readonly Group[] {
  if (reader.value("session.reconnected") !== true) return [];
  const again = reader.value("session.end") === "lost";
  return [
    {
      group: "reconnected",
      stage: "desktop",
      effect: again ? "blocks" : "hinders",
      certainty: 0.7,
      because: reader.supports("session.reconnected", "session.end", "session.roundTrip"),
      candidates: LOST,
    },
  ];
}

function lostAtEnd(reader: EvidenceReader): readonly Group[] {
  if (reader.value("session.end") !== "lost" || reader.value("session.reconnected") === true) return [];
  if (SESSION_STAGES.some((stage) => reader.fault(stage) !== undefined)) return [];
  return [
    {
      group: "connection-lost",
      stage: "desktop",
      effect: "hinders",
      certainty: 0.7,
      because: reader.supports("session.end", "session.autoReconnectCookie", "session.roundTrip"),
      candidates: LOST,
    },
  ];
}

/** The desktop was there, and the server ended the session before we did. */
function endedByServer(reader: EvidenceReader): readonly Group[] {
  if (reader.value("session.end") !== "server-ended") return [];
  if (reader.evidence.stages.some((stage) => stage.outcome === "failed")) return [];
  const code = reader.value("session.errorInfo") ?? 0;
  // A code that is none of an orderly end has its own symptom.
  if (code !== 0 && !isOrderlyEnd(code)) return [];
  return [
    {
      group: "session-ended",
      stage: "desktop",
      effect: "blocks",
      certainty: 0.76,
      because: reader.supports("session.end", "session.errorInfo", "session.logonConfirmed", "desktop.stableMs"),
      candidates: code === 0 ? hungUp(reader) : (explainErrorInfo(code) ?? SESSION_DIED),
    },
  ];
}
