import type { HostAudit } from "../../../core/audit/index.ts";
import { DETECTORS, type DetectorCoverage } from "../../../core/detection/index.ts";
import type { HostEvidence } from "../../../core/diagnosis/index.ts";
import { type Localized, printable, say, type TextKey, type TextValues } from "../../../core/texts/index.ts";

/** A text in both languages. */
export function both(key: TextKey, values: TextValues = {}): Localized {
  return { en: say("en", key, values), zh: say("zh", key, values) };
}

/** Channels without which whole parts of a story are missing, and what each would tell. */
const TELLING: readonly (readonly [RegExp, string, TextKey])[] = [
  [/^security$/i, "Security", "story.lacks.security"],
  [/^system$/i, "System", "story.lacks.system"],
  [/localsessionmanager/i, "LocalSessionManager/Operational", "story.lacks.sessions"],
  [/remoteconnectionmanager/i, "RemoteConnectionManager/Operational", "story.lacks.connections"],
  [/rdpcorets/i, "RdpCoreTS/Operational", "story.lacks.addresses"],
];
const XRDP = /xrdp|sesman/i;

function isWindows({ channels }: HostEvidence): boolean {
  return !channels.some(({ channel }) => XRDP.test(channel));
}

/** What was not tested of one host, and why: nothing follows from it. */
export function notTestedOf(
  evidence: HostEvidence,
  coverage: readonly DetectorCoverage[],
  audit: HostAudit | undefined,
  hasProbe: boolean,
): readonly Localized[] {
  const lacking =
    evidence.events === undefined
      ? [both("story.lacks.events")]
      : isWindows(evidence)
        ? TELLING.filter(([pattern]) => !evidence.channels.some(({ channel }) => pattern.test(channel))).map(
            ([, name, key]) => both(key, { channel: name }),
          )
        : [];
  const untested = coverage.filter(({ state }) => state === "not-tested").map(({ id }) => DETECTORS[id].facts.title);
  const settings =
    audit === undefined
      ? [both("story.lacks.settings")]
      : audit.counts["not-tested"] > 0
        ? [both("story.lacks.controls", { count: audit.counts["not-tested"] })]
        : [];
  const failed = (audit?.failedSections ?? [])
    .slice(0, 10)
    .map(({ section, reason }) =>
      both("story.lacks.section", { section: printable(section, 60), reason: printable(reason, 120) }),
    );
  return [
    ...lacking,
    ...(untested.length === 0
      ? []
      : [
          {
            en: say("en", "story.lacks.detectors", { names: untested.map(({ en }) => en).join(", ") }),
            zh: say("zh", "story.lacks.detectors", { names: untested.map(({ zh }) => zh).join("、") }),
          },
        ]),
    ...settings,
    ...failed,
    ...(hasProbe ? [] : [both("story.lacks.probe")]),
  ];
}
