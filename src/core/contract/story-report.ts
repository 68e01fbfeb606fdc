import type { HostGrade, JudgedControl } from "../audit/index.ts";
import type { Contradiction, Finding, Separation, UntestedContradiction } from "../diagnosis/index.ts";
import type { Incident, IncidentCause, IncidentEnd, ProblemNode, Symptom } from "../incident/index.ts";
import type { Localized } from "../texts/index.ts";
import { isoTime } from "./calendar.ts";
import type { DetectionReport } from "./detections-report.ts";
import type { GapReport, SessionReport } from "./sessions-report.ts";

/** Something to do, in the order in which it should be done. */
export interface StoryStep {
  readonly what: Localized;
  readonly why: Localized;
  /** A command that tells more and changes nothing. */
  readonly command: string | null;
  /** What it comes from; null for the others. */
  readonly causeId: string | null;
  readonly detectionId: string | null;
  readonly controlId: string | null;
  /** At most five records; `count` is how many there are. */
  readonly at: readonly string[];
  readonly count: number;
}

/** A channel that was read. */
export interface StoryChannel {
  readonly channel: string;
  readonly records: number;
  readonly from: string;
  readonly until: string;
  /** Records that the channel once had and lacks. */
  readonly missing: number;
}

export interface SymptomReport extends Omit<Symptom, "firstMs" | "lastMs"> {
  readonly first: string;
  readonly last: string;
}

export interface IncidentReport {
  readonly id: string;
  readonly host: string;
  readonly title: Localized;
  readonly effect: Incident["effect"];
  readonly stage: Incident["stage"];
  readonly begin: string;
  readonly beginAt: string;
  /** `time`: when somebody got in again, else the last sign. */
  readonly end: { readonly kind: IncidentEnd["kind"]; readonly time: string; readonly at: string | null };
  readonly symptoms: readonly SymptomReport[];
  readonly causes: readonly IncidentCause[];
  readonly tree: ProblemNode;
}

/** The story of one host. */
export interface HostStoryReport {
  readonly host: string;
  /** First and last event; null where only settings were given. */
  readonly from: string | null;
  readonly until: string | null;
  readonly events: number;
  /** The moment for which `findings` are: that of the probe, else the newest record. */
  readonly explained: { readonly moment: string; readonly isProbe: boolean };
  readonly steps: readonly StoryStep[];
  readonly findings: readonly Finding[];
  readonly separated: readonly Separation[];
  readonly contradictions: readonly Contradiction[];
  readonly untested: readonly UntestedContradiction[];
  readonly incidents: readonly IncidentReport[];
  readonly detections: readonly DetectionReport[];
  readonly sessions: readonly SessionReport[];
  readonly gaps: readonly GapReport[];
  /** Null where no settings were given. */
  readonly grade: HostGrade | null;
  readonly notMet: readonly JudgedControl[];
  readonly notTested: readonly Localized[];
  readonly channels: readonly StoryChannel[];
}

/** What was read to get there. */
export interface StoryInput {
  readonly records: number;
  readonly events: number;
  readonly damaged: number;
  readonly duplicates: number;
  readonly inventories: number;
  readonly passedOver: readonly { readonly path: string; readonly why: string }[];
}

/** `rdpulse explain PATH --json`. */
export interface StoryReport {
  readonly schema: "rdpulse.story/1";
  /** What was probed, where a probe was given. */
  readonly probe: string | null;
  /** What a client showed, where that was given. */
  readonly code: string | null;
  readonly hosts: readonly HostStoryReport[];
  readonly input: StoryInput;
}

/** An incident with its times as text. */
export function incidentReport(incident: Incident): IncidentReport {
  const { beginMs, end, symptoms, ...rest } = incident;
  const isBack = end.kind === "recovered";
  return {
    ...rest,
    begin: isoTime(beginMs),
    end: { kind: end.kind, time: isoTime(isBack ? end.timeMs : end.lastMs), at: isBack ? end.at : null },
    symptoms: symptoms.map(({ firstMs, lastMs, ...symptom }) => ({
      ...symptom,
      first: isoTime(firstMs),
      last: isoTime(lastMs),
    })),
  };
}
