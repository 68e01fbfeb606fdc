import { auditHost, type HostAudit } from "../../../core/audit/index.ts";
import {
  buildSessionsReport,
  detectionReport,
  type HostStoryReport,
  incidentReport,
  isoTime,
  type StoryReport,
} from "../../../core/contract/index.ts";
import {
  type Contradiction,
  diagnoseHost,
  diagnoseTogether,
  type Finding,
  type HostEvidence,
  type JointDiagnosis,
  type ProbeView,
  type UntestedContradiction,
} from "../../../core/diagnosis/index.ts";
import { assembleIncidents, type ClientCode, type Incident } from "../../../core/incident/index.ts";
import type { HostInventory } from "../../../core/inventory/index.ts";
import { printable } from "../../../core/texts/index.ts";
import type { ReadStory } from "./read-story.ts";
import { notTestedOf } from "./not-tested.ts";
import { stepsOf } from "./steps.ts";

/** What the story is to explain beside the logs. */
export interface Asked {
  readonly probe: ProbeView | undefined;
  readonly code: Omit<ClientCode, "host" | "timeMs"> | undefined;
  readonly nowMs: number;
}

/**
 * A host with a smaller share of all events is a guest in these logs (a name from before, a forwarded few): it is named, and
 * explained only where an attack of weight was found on it.
 */
const LEAST_SHARE = 0.02;
const MOST_HOSTS = 50;
const MOST_LISTED = 200;

/** The story of every host in what was read. */
export function tellStory(read: ReadStory, asked: Asked): ToldStory {
  const hosts = hostsOf(read, asked).map((host) => tellHost(host, read, asked));
  const report: StoryReport = {
    schema: "rdpulse.story/1",
    probe: asked.probe?.target ?? null,
    code: asked.code?.code ?? null,
    hosts: hosts.map((host) => host.report),
    input: {
      records: read.counts.records,
      events: read.counts.events,
      damaged: read.damaged,
      duplicates: read.counts.duplicates,
      inventories: read.inventories.length,
      passedOver: read.passedOver.map(({ path, why, detail }) => ({
        path: printable(path, 300),
        why: detail === undefined ? why : `${why}: ${printable(detail, 200)}`,
      })),
    },
  };
  return { report, incidents: hosts.flatMap(({ incidents }) => incidents) };
}

/** The story as it is reported, and its incidents as they are drawn. */
export interface ToldStory {
  readonly report: StoryReport;
  readonly incidents: readonly Incident[];
}

interface ToldHost {
  readonly host: string;
  readonly inventory: HostInventory | undefined;
  /** The probe is about this one. */
  readonly isProbed: boolean;
}

function labelOf(host: string): string {
  return host.toLowerCase().split(".")[0] ?? host;
}

/** Hosts by their events, each with its inventory; inventories of hosts without events stand alone. */
function hostsOf(read: ReadStory, { probe }: Asked): readonly ToldHost[] {
  const attacked = new Set(
    read.detection.detections
      .filter(({ severity }) => severity === "high" || severity === "medium")
      .flatMap((detection) => detection.hosts),
  );
  const names = [...read.indexes]
    .filter(([name, { count }]) => count >= read.counts.events * LEAST_SHARE || attacked.has(name))
    .map(([name]) => name)
    .slice(0, MOST_HOSTS);
  const taken = new Set<HostInventory>();
  const hosts = names.map((host) => {
    const own = read.inventories.find((one) => one.host !== undefined && labelOf(one.host) === labelOf(host));
    const [only] = read.inventories;
    // Exports of one machine do not always name it.
    const inventory =
      own ?? (names.length === 1 && read.inventories.length === 1 && only?.host === undefined ? only : undefined);
    if (inventory !== undefined) taken.add(inventory);
    return { host, inventory };
  });
  for (const inventory of read.inventories) {
    if (!taken.has(inventory)) hosts.push({ host: inventory.host ?? "?", inventory });
  }
  const probed = probedHost(
    hosts.map(({ host }) => host),
    probe,
  );
  return hosts.map((one, index) => ({ ...one, isProbed: index === probed }));
}

/** Which host a probe is about: the one that it names itself, else the name that was asked for, else the only one. */
function probedHost(hosts: readonly string[], probe: ProbeView | undefined): number {
  if (probe === undefined) return -1;
  const ntlm: { netbiosComputer?: unknown } = {};
  Object.assign(ntlm, probe.facts["credssp.ntlm"]);
  const names = [ntlm.netbiosComputer, probe.host].flatMap((name) => (typeof name === "string" ? [labelOf(name)] : []));
  const named = hosts.findIndex((host) => names.some((name) => name.slice(0, 15) === labelOf(host).slice(0, 15)));
  return named === -1 ? 0 : named;
}

interface Diagnosed {
  readonly findings: readonly Finding[];
  readonly joint: JointDiagnosis | undefined;
  readonly contradictions: readonly Contradiction[];
  readonly untested: readonly UntestedContradiction[];
}

function diagnose(evidence: HostEvidence, probe: ProbeView | undefined, code: Asked["code"]): Diagnosed {
  if (probe !== undefined) {
    const joint = diagnoseTogether(probe, evidence);
    const { findings, contradictions, untested } = joint;
    return { findings, joint, contradictions, untested };
  }
  if (code === undefined) {
    return { findings: diagnoseHost(evidence), joint: undefined, contradictions: [], untested: [] };
  }
  const joint = diagnoseTogether(asProbe(code, evidence), evidence);
  return { findings: joint.findings, joint, contradictions: [], untested: [] };
}

/** The causes that the catalogue names for a code, the likeliest first, as the alternatives that a probe would leave. */
function asProbe({ code, causes }: NonNullable<Asked["code"]>, evidence: HostEvidence): ProbeView {
  const weights = causes.map((_, index) => 1 / (index + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    target: code,
    host: evidence.host,
    port: 0,
    startedAtMs: evidence.referenceMs,
    durationMs: 0,
    verdict: "failing",
    findings: causes.map((id, index) => ({
      id,
      group: "client-code",
      effect: "blocks",
      stage: "desktop",
      confidence: (0.85 * (weights[index] ?? 0)) / total,
      because: [{ side: "for", fact: "client.code", value: code, at: `code ${code}` }],
    })),
    stages: {},
    faults: {},
    facts: {},
  };
}

interface ToldParts {
  readonly report: HostStoryReport;
  readonly incidents: readonly Incident[];
}

function tellHost({ host, inventory, isProbed }: ToldHost, read: ReadStory, asked: Asked): ToldParts {
  const events = read.indexes.get(host);
  const probe = isProbed ? asked.probe : undefined;
  const referenceMs = referenceOf(read, host, probe, inventory, asked.nowMs);
  const channels = read.channels.filter((channel) => channel.host === host);
  const detections = read.detection.detections.filter(({ hosts }) => hosts.includes(host));
  const evidence: HostEvidence = {
    host,
    ...(events === undefined ? {} : { events }),
    channels,
    ...(inventory === undefined ? {} : { inventory }),
    detections,
    referenceMs,
    isProbed: probe !== undefined,
  };
  const code = probe === undefined ? asked.code : undefined;
  const { findings, joint, contradictions, untested } = diagnose(evidence, probe, code);
  const incidents = assembleIncidents({
    evidence,
    findings,
    ...(probe === undefined ? {} : { probe }),
    ...(joint === undefined ? {} : { joint }),
    ...(code === undefined ? {} : { codes: [{ ...code, host, timeMs: referenceMs }] }),
  });
  const audit: HostAudit | undefined =
    inventory === undefined ? undefined : auditHost(inventory, { nowMs: inventory.collectedAtMs ?? asked.nowMs });
  const timeline = {
    ...read.timeline,
    sessions: read.timeline.sessions.filter((session) => session.host === host),
    gaps: read.timeline.gaps.filter((gap) => gap.host === host),
  };
  const { sessions, gaps } = buildSessionsReport(timeline, { records: 0, damaged: 0, duplicates: 0, passedOver: [] });
  const notMet = audit?.controls.filter(({ outcome }) => outcome === "not-met") ?? [];
  const span = events?.span;
  const report: HostStoryReport = {
    host,
    from: span === undefined ? null : isoTime(span.fromMs),
    until: span === undefined ? null : isoTime(span.untilMs),
    events: events?.count ?? 0,
    explained: { moment: isoTime(referenceMs), isProbe: probe !== undefined },
    steps: stepsOf({ findings, contradictions, detections, notMet }),
    findings,
    separated: joint?.separated ?? [],
    contradictions,
    untested,
    incidents: incidents.slice(0, MOST_LISTED).map(incidentReport),
    detections: detections.map((detection) => detectionReport(detection)),
    sessions,
    gaps,
    grade: audit?.grade ?? null,
    notMet,
    notTested: notTestedOf(evidence, read.detection.coverage, audit, asked.probe !== undefined),
    channels: channels.map(({ channel, records, firstMs, lastMs, missing }) => ({
      channel: printable(channel, 200),
      records,
      from: isoTime(firstMs),
      until: isoTime(lastMs),
      missing: missing.reduce((sum, { count }) => sum + count, 0),
    })),
  };
  return { report, incidents };
}

function referenceOf(
  read: ReadStory,
  host: string,
  probe: ProbeView | undefined,
  inventory: HostInventory | undefined,
  nowMs: number,
): number {
  if (probe !== undefined) {
    const skewMs = probe.facts["credssp.clockSkewMs"];
    return probe.startedAtMs + (typeof skewMs === "number" ? skewMs : 0);
  }
  // Any record of the host tells that it was on at that time, not only those that were understood.
  const newestMs = Math.max(
    ...read.channels.filter((channel) => channel.host === host).map(({ lastMs }) => lastMs),
    Number.NEGATIVE_INFINITY,
  );
  return Number.isFinite(newestMs) ? newestMs : (inventory?.collectedAtMs ?? nowMs);
}
