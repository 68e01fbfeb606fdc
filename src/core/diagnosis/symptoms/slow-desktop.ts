import type { Candidate, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { sharesADesktop } from "../server-stack.ts";

/** A server paints something, if only "Welcome", within a second or two of the logon; five are no accident. */
const SLOW_FIRST_PICTURE_MS = 5000;
/** Ten seconds are as long as people keep their mind on one thing; after that they try again, or call. */
const SLOW_DESKTOP_MS = 10_000;
/** From here on a session feels slow at every key, and a logon, which is many small steps, takes its time. */
const SLOW_ROUND_TRIP_MS = 200;
/** Below this a picture of a megabyte takes longer than the logon itself. */
const NARROW_LINE_KILOBITS = 1500;
/** Of the fullest second: a line that is used like this throughout has no more to give. */
const FULL_LINE_SHARE = 0.6;

/** A desktop came, and people had to wait for it. */
export const slowDesktop: Symptom = (reader) => {
  if (reader.evidence.logon === undefined || reader.value("desktop.picture")?.kind !== "desktop") return [];
  const firstMs = reader.value("graphics.firstPictureMs") ?? 0;
  const stableMs = reader.value("desktop.stableMs") ?? 0;
  if (firstMs <= SLOW_FIRST_PICTURE_MS && stableMs <= SLOW_DESKTOP_MS) return [];
  return [
    {
      group: "slow-desktop",
      stage: firstMs > SLOW_FIRST_PICTURE_MS ? "graphics" : "desktop",
      effect: "hinders",
      certainty: 0.78,
      because: reader.supports(
        "graphics.firstPictureMs",
        "desktop.stableMs",
        "session.roundTrip",
        "session.bandwidth",
        "graphics.bytes",
      ),
      candidates: explain(reader),
    },
  ];
};

function explain(reader: EvidenceReader): readonly Candidate[] {
  const roundTrip = reader.value("session.roundTrip");
  const slowPath = roundTrip !== undefined && roundTrip.medianMs > SLOW_ROUND_TRIP_MS;
  if (slowPath || isNarrow(reader)) return SLOW_PATH;
  return sharesADesktop(reader) ? SLOW_SHARED : SLOW_LOGON;
}

/**
 * The fullest second of a quiet desktop says nothing of the line. Where no second was much fuller than all of them on
 * average, until the desktop stood, the line was full all the time.
 */
function isNarrow(reader: EvidenceReader): boolean {
  const bandwidth = reader.value("session.bandwidth");
  if (bandwidth === undefined || bandwidth.kilobitsPerSecond >= NARROW_LINE_KILOBITS) return false;
  if (bandwidth.method === "auto-detect") return true;
  const untilStableMs = reader.value("desktop.stableMs") ?? 0;
  const kilobits = ((reader.value("graphics.bytes") ?? 0) * 8) / 1000;
  const averageKilobits = untilStableMs === 0 ? 0 : kilobits / (untilStableMs / 1000);
  return averageKilobits > FULL_LINE_SHARE * bandwidth.kilobitsPerSecond;
}

const SLOW_LOGON: readonly Candidate[] = [
  { id: "slow-logon-profile", weight: 62 },
  { id: "memory-or-session-leak", weight: 22 },
  { id: "gpu-graphics-policy", weight: 9 },
  { id: "lossy-or-high-latency-path", variant: "slow", weight: 7 },
];

/** There was no logon to be slow: the desktop stood there before. */
const SLOW_SHARED: readonly Candidate[] = [
  { id: "memory-or-session-leak", weight: 60 },
  { id: "lossy-or-high-latency-path", variant: "slow", weight: 40 },
];

const SLOW_PATH: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", variant: "slow", weight: 60 },
  { id: "slow-logon-profile", weight: 25 },
  { id: "memory-or-session-leak", weight: 15 },
];
