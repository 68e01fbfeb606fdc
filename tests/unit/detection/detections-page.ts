import {
  DEFAULT_THRESHOLDS,
  DETECTION_IDS,
  DETECTORS,
  type DetectorFacts,
  type Need,
  THRESHOLD_IDS,
} from "../../../src/core/detection/index.ts";

const CHANNELS: Readonly<Record<Need["channel"], string>> = {
  security: "Security",
  system: "System",
  "rdp-core": "RdpCoreTS",
  "session-manager": "LocalSessionManager",
  "connection-manager": "RemoteConnectionManager",
  "rdp-client": "RDPClient",
  sysmon: "Sysmon",
  xrdp: "xrdp",
};

/** What docs/detections.md says of one detector. */
function detectorSection({ cannotSee, id, looksFor, needs, thresholds, title }: DetectorFacts): string {
  const reads = needs.map(
    ({ channel, gives, isAddition }) => `${CHANNELS[channel]}: ${gives.en}${isAddition === true ? " (adds)" : ""}`,
  );
  return [
    `### ${title.en}`,
    `\`${id}\``,
    looksFor.en,
    `Reads ${reads.join("; ")}.`,
    ...(thresholds.length === 0 ? [] : [`Thresholds: ${thresholds.map((one) => `\`${one}\``).join(", ")}.`]),
    `Cannot see: ${cannotSee.en}`,
  ].join("\n\n");
}

export function detectorSections(): readonly string[] {
  return DETECTION_IDS.map((id) => detectorSection(DETECTORS[id].facts));
}

/** Rows of the table of thresholds. */
export function thresholdRows(): readonly string[] {
  return THRESHOLD_IDS.map((id) => {
    const { meaning, reason, source, unit, value, windowMs } = DEFAULT_THRESHOLDS[id];
    const within = windowMs === undefined ? "" : ` in ${timeText(windowMs)}`;
    return `| \`${id}\` | ${value} ${unit}${within} | ${meaning.en} | ${reason.en} | ${source} |`;
  });
}

function timeText(durationMs: number): string {
  if (durationMs % 86_400_000 === 0) return `${durationMs / 86_400_000} d`;
  return durationMs % 60_000 === 0 ? `${durationMs / 60_000} min` : `${durationMs / 1000} s`;
}
