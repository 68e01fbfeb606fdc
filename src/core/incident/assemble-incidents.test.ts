import { describe, expect, it } from "vitest";
import { HostEventIndex, type HostEvidence, type ProbeView } from "../diagnosis/index.ts";
import { assembleIncidents, type ProblemNode, treePicture } from "./index.ts";

const NOW_MS = 1_790_000_000_000;
const MINUTE_MS = 60_000;
const HOSTILE = "</text><script>alert(1)</script>\u202e";

type Happened = Parameters<HostEventIndex["add"]>[0];

let record = 0;

function happened(kind: Happened["kind"], source: string, minutesAgo: number, more: Partial<Happened> = {}): Happened {
  record++;
  return {
    kind,
    source,
    timeMs: NOW_MS - minutesAgo * MINUTE_MS,
    timeTicks: 0,
    host: "srv01",
    at: `System.evtx#${record}`,
    ...more,
  };
}

function evidenceOf(events: readonly Happened[], more: Partial<HostEvidence> = {}): HostEvidence {
  const index = new HostEventIndex();
  for (const event of events) index.add(event);
  return {
    host: "srv01",
    events: index,
    channels: [],
    detections: [],
    referenceMs: NOW_MS,
    isProbed: false,
    ...more,
  };
}

function crash(minutesAgo: number): Happened {
  return happened("service-crashed", "Service Control Manager 7034", minutesAgo, {
    values: { service: "Remote Desktop Services" },
  });
}

const FULL_MEMORY = happened("resources-exhausted", "Resource-Exhaustion-Detector 2004", 100);

function kindsOf(node: ProblemNode): readonly string[] {
  return [node.kind, ...node.children.flatMap(kindsOf)];
}

describe("assembleIncidents", () => {
  it("joins what one fault brings about, with the reason above what follows", () => {
    const swing = {
      name: { en: "CPU", zh: "CPU" },
      host: "srv01",
      fromMs: NOW_MS - 110 * MINUTE_MS,
      untilMs: NOW_MS - 70 * MINUTE_MS,
      usual: 20,
      reached: 98,
      unit: "%",
      at: "metrics.prom#windows_cpu_time_total",
      causes: ["memory-or-session-leak"] as const,
    };
    const code = {
      code: "0x904",
      title: { en: "network error", zh: "网络错误" },
      host: "srv01",
      timeMs: NOW_MS - 80 * MINUTE_MS,
      causes: ["termservice-crash-loop"] as const,
    };
    const evidence = evidenceOf([FULL_MEMORY, crash(90), crash(80)]);
    const incidents = assembleIncidents({ evidence, findings: [], swings: [swing], codes: [code] });
    expect(incidents).toHaveLength(1);
    expect(incidents[0]?.symptoms.map(({ kind }) => kind)).toEqual(["metric", "event", "event", "client-code"]);
    expect(incidents[0]).toMatchObject({ effect: "blocks", end: { kind: "last-seen" } });
    const why = incidents[0]?.tree.children.find(({ kind }) => kind === "why");
    expect(why?.children[0]?.causeId).toBe("memory-or-session-leak");
    expect(why?.children[0]?.children.at(-1)?.causeId).toBe("termservice-crash-loop");
  });

  it("keeps faults apart that have nothing in common, or are days apart", () => {
    const drained = happened("connections-refused", "RemoteConnectionManager 1070", 85);
    const old = crash(5 * 24 * 60);
    const incidents = assembleIncidents({ evidence: evidenceOf([old, crash(90), drained]), findings: [] });
    expect(incidents.map(({ causes }) => causes[0]?.id)).toEqual([
      "drain-mode-or-logons-disabled",
      "termservice-crash-loop",
      "termservice-crash-loop",
    ]);
  });

  it("ends where somebody gets in again, and goes on where the last sign is fresh", () => {
    const back = happened("session-logon", "LocalSessionManager 21", 60, {
      client: { address: "192.0.2.7", rule: "own", confidence: 1 },
    });
    const [ended] = assembleIncidents({ evidence: evidenceOf([crash(90), back]), findings: [] });
    expect(ended?.end).toEqual({ kind: "recovered", timeMs: back.timeMs, at: back.at });
    const [ongoing] = assembleIncidents({ evidence: evidenceOf([crash(10)]), findings: [] });
    expect(ongoing?.end.kind).toBe("ongoing");
  });

  it("takes an attack in only where it explains a fault", () => {
    const attack: HostEvidence["detections"][number] = {
      id: "password-guessing",
      severity: "medium",
      confidence: 0.9,
      title: { en: "Password guessing", zh: "密码猜测" },
      summary: { en: "", zh: "" },
      hosts: ["srv01"],
      firstMs: NOW_MS - 100 * MINUTE_MS,
      lastMs: NOW_MS - 50 * MINUTE_MS,
      addresses: ["203.0.113.5"],
      addressCount: 1,
      users: [],
      userCount: 0,
      count: 50,
      outcome: "did-not-get-in",
      because: [],
      evidenceCount: 50,
      cannotSee: { en: "", zh: "" },
    };
    expect(assembleIncidents({ evidence: evidenceOf([], { detections: [attack] }), findings: [] })).toEqual([]);
    const lockout = happened("account-locked", "Security 4740", 60, { user: { name: "anna" } });
    const [incident] = assembleIncidents({ evidence: evidenceOf([lockout], { detections: [attack] }), findings: [] });
    expect(incident?.symptoms.map(({ kind }) => kind)).toEqual(["detection", "event"]);
  });

  it("puts a probe's alternatives and the host's events into one", () => {
    const probe: ProbeView = {
      target: "srv01",
      host: "srv01",
      port: 3389,
      startedAtMs: NOW_MS,
      durationMs: 1000,
      verdict: "failing",
      findings: [],
      stages: {},
      faults: {},
      facts: {},
    };
    const finding = {
      id: "termservice-crash-loop",
      group: "no-x224-answer",
      effect: "blocks",
      stage: "x224",
      confidence: 0.8,
      because: [
        {
          side: "for",
          fact: "fault.x224",
          value: { kind: "tls-alert", alert: 80 },
          at: "line 9",
        },
        { side: "against", fact: "setting.logons", value: { logons: "allowed" }, at: "sessions.json#1" },
      ],
    } as const;
    const [incident, ...others] = assembleIncidents({ evidence: evidenceOf([crash(10)]), findings: [finding], probe });
    expect(others).toEqual([]);
    expect(incident?.symptoms.map(({ kind }) => kind)).toEqual(["event", "probe"]);
    expect(kindsOf(incident?.tree ?? { kind: "problem", text: { en: "", zh: "" }, at: [], children: [] })).toEqual(
      expect.arrayContaining(["problem", "seen", "symptom", "why", "cause", "for", "against", "unknown"]),
    );
  });
});

describe("treePicture", () => {
  it("is an SVG of its own, with title and description, for light and dark, and escapes what strangers wrote", () => {
    const locked = happened("account-locked", "Security 4740", 10, { at: `${HOSTILE}#1`, user: { name: HOSTILE } });
    const [incident] = assembleIncidents({ evidence: evidenceOf([locked], { host: HOSTILE }), findings: [] });
    if (incident === undefined) throw new Error("no incident");
    for (const language of ["en", "zh"] as const) {
      const svg = treePicture(incident, language);
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/u);
      expect(svg).toMatch(/<title [^>]*>.+<\/title><desc /u);
      expect(svg).toContain("prefers-color-scheme:dark");
      expect(svg).not.toContain("<script");
      expect(svg).not.toContain("\u202e");
    }
  });
});
