import type { PictureKind } from "../../evidence/index.ts";
import type { Candidate, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { isHardlyDrawn } from "../picture-share.ts";
import { sharesADesktop, stackOf } from "../server-stack.ts";

type EmptyKind = Extract<PictureKind, "black" | "one-colour" | "nothing">;

/** Below this share of pixels nothing but a cursor moved: the picture is frozen, not late. */
const MOVING_SHARE = 0.001;

/** Black, one colour, or not a pixel: somebody who logs on so has nothing to work with. */
export const emptyPicture: Symptom = (reader) => {
  const kind = emptyKind(reader);
  if (kind === undefined || reader.evidence.logon === undefined || brokeOff(reader, kind)) return [];
  const confirmed = reader.value("session.logonConfirmed") !== undefined;
  return [
    {
      group: `picture-${kind}`,
      stage: kind === "nothing" && reader.fault("graphics") !== undefined ? "graphics" : "desktop",
      effect: "blocks",
      certainty: confirmed ? 0.82 : 0.72,
      because: [
        ...reader.faultOf("graphics"),
        ...reader.faultOf("desktop"),
        ...reader.supports(
          "desktop.picture",
          "desktop.changedShare",
          "desktop.stable",
          "graphics.updates",
          "graphics.unsupported",
          "session.logonConfirmed",
          "session.fingerprint",
        ),
      ],
      candidates: explain(reader, kind),
    },
  ];
};

function emptyKind(reader: EvidenceReader): EmptyKind | undefined {
  const fault = reader.fault("desktop") ?? reader.fault("graphics");
  const kind = reader.value("desktop.picture")?.kind ?? (fault?.kind === "not-a-desktop" ? fault.picture : undefined);
  return kind === "black" || kind === "one-colour" || kind === "nothing" ? kind : undefined;
}

/** The connection broke off, and that is the symptom: what stood on the screen by then is its consequence. */
function brokeOff(reader: EvidenceReader, kind: EmptyKind): boolean {
  const fault = reader.fault("desktop") ?? reader.fault("graphics");
  if (fault === undefined || fault.kind === "not-a-desktop") return false;
  return fault.kind !== "silence" || kind === "nothing";
}

function explain(reader: EvidenceReader, kind: EmptyKind): readonly Candidate[] {
  if (kind === "nothing" || isHardlyDrawn(reader)) return stackOf(reader) === "xrdp" ? NOTHING_FROM_XRDP : NOTHING;
  if (sharesADesktop(reader)) return SHARED_AND_EMPTY;
  // What still moves, or was cut off by our own deadline, may yet become a desktop.
  const late = reader.value("desktop.stable") === false || (reader.value("desktop.changedShare") ?? 0) > MOVING_SHARE;
  if (stackOf(reader) === "xrdp") return late ? LATE_AT_XRDP : EMPTY_AT_XRDP;
  if (late) return LATE;
  return kind === "black" ? BLACK : ONE_COLOUR;
}

const BLACK: readonly Candidate[] = [
  { id: "wddm-driver-issue", weight: 38 },
  { id: "slow-logon-profile", variant: "desktop-program-died", weight: 24 },
  { id: "gpu-graphics-policy", weight: 14 },
  { id: "slow-logon-profile", weight: 12 },
  { id: "memory-or-session-leak", weight: 12 },
];

/** The background is painted and nothing stands on it: graphics work, and the shell does not. */
const ONE_COLOUR: readonly Candidate[] = [
  { id: "slow-logon-profile", variant: "desktop-program-died", weight: 50 },
  { id: "slow-logon-profile", weight: 22 },
  { id: "wddm-driver-issue", weight: 16 },
  { id: "memory-or-session-leak", weight: 12 },
];

const LATE: readonly Candidate[] = [
  { id: "slow-logon-profile", weight: 52 },
  { id: "memory-or-session-leak", weight: 20 },
  { id: "wddm-driver-issue", weight: 16 },
  { id: "slow-logon-profile", variant: "desktop-program-died", weight: 12 },
];

/** An X server without a client is black: its window manager ended, or never began. */
const EMPTY_AT_XRDP: readonly Candidate[] = [
  { id: "slow-logon-profile", variant: "desktop-program-died", weight: 68 },
  { id: "slow-logon-profile", weight: 16 },
  { id: "memory-or-session-leak", weight: 9 },
  { id: "wddm-driver-issue", variant: "x-server-does-not-start", weight: 7 },
];

const LATE_AT_XRDP: readonly Candidate[] = [
  { id: "slow-logon-profile", weight: 55 },
  { id: "slow-logon-profile", variant: "desktop-program-died", weight: 30 },
  { id: "memory-or-session-leak", weight: 15 },
];

const SHARED_AND_EMPTY: readonly Candidate[] = [
  { id: "slow-logon-profile", variant: "desktop-program-died", weight: 60 },
  { id: "wddm-driver-issue", variant: "x-server-does-not-start", weight: 25 },
  { id: "memory-or-session-leak", weight: 15 },
];

const NOTHING: readonly Candidate[] = [
  { id: "wddm-driver-issue", weight: 36 },
  { id: "lossy-or-high-latency-path", variant: "mtu-black-hole-from-host", weight: 26 },
  { id: "memory-or-session-leak", weight: 20 },
  { id: "gpu-graphics-policy", weight: 18 },
];

const NOTHING_FROM_XRDP: readonly Candidate[] = [
  { id: "wddm-driver-issue", variant: "x-server-does-not-start", weight: 34 },
  { id: "lossy-or-high-latency-path", variant: "mtu-black-hole-from-host", weight: 28 },
  { id: "slow-logon-profile", variant: "desktop-program-died", weight: 20 },
  { id: "memory-or-session-leak", weight: 18 },
];
