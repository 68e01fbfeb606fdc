import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { whatChangedBefore } from "../../history/index.ts";
import {
  type IncidentRecord,
  incidentFigures,
  liveTree,
  postMortem,
  type ProblemNode,
  type TimelineEntry,
  timelineText,
  treePicture,
} from "../index.ts";
import { markdownText } from "./markdown.ts";

const MINUTE = 60_000;
const START = 1_790_000_000_000;

const INCIDENT: IncidentRecord = {
  id: 12,
  tenant: 1,
  cause: "rdp-cert-expired",
  effect: "blocks",
  stage: "tls",
  confidence: 0.9,
  because: [
    { side: "for", fact: "tls.daysLeft", value: -2, at: "line 9" },
    { side: "for", fact: "vantage.7.verdict", value: "healthy", at: "vantage 7, 1" },
  ],
  scope: { kind: "gateway", key: "gw<1>" },
  severity: "critical",
  state: "closed",
  firstFailureMs: START,
  openedMs: START + 6000,
  acknowledgedMs: START + 10 * MINUTE,
  acknowledgedBy: "kim",
  closedMs: START + 60 * MINUTE,
  reopened: 0,
  members: [
    { target: 1, joinedMs: START, leftMs: START + 57 * MINUTE },
    { target: 2, joinedMs: START, leftMs: START + 27 * MINUTE, why: "dependency" },
  ],
  outageMs: 57 * MINUTE,
  revision: 9,
};

const NAMES = new Map([
  [1, "rdp01.contoso.com"],
  [2, "[evil](http://x) <script>\n# heading | `code`"],
]);

function entry(kind: TimelineEntry["kind"], detail: TimelineEntry["detail"] = {}, by = "rdpulse"): TimelineEntry {
  return { incident: 12, tenant: 1, atMs: START, kind, by, detail };
}

const TIMELINE: readonly TimelineEntry[] = [
  entry("opened", { target: 1, cause: "rdp-cert-expired" }),
  entry("widened", { scope: { kind: "gateway", key: "gw<1>" }, hosts: 2 }),
  entry("note", { text: "see **here**: www.evil.example\n- item" }, "kim_"),
  entry("closed"),
];

const CHANGES = whatChangedBefore(
  [
    {
      tenant: 1,
      target: 1,
      vantage: 0,
      atMs: START - 60 * MINUTE,
      fact: "certificate",
      before: "aa",
      after: "bb",
      judgement: { verdict: "suspicious", rule: "expired-on-arrival" },
    },
  ],
  START,
  undefined,
  { stage: "tls" },
);

const INPUT = { incident: INCIDENT, timeline: TIMELINE, names: NAMES, changes: CHANGES, nowMs: START + 90 * MINUTE };

function headings(text: string): readonly string[] {
  return [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title ?? "");
}

describe("postMortem", () => {
  it("holds every part in both languages", () => {
    const { en, zh } = postMortem(INPUT).markdown;
    expect(headings(en)).toEqual([
      "Summary",
      "Impact",
      "Timeline",
      "Cause",
      "What changed before it broke",
      "Remedy",
      "What was not tested",
    ]);
    expect(headings(zh)).toEqual(["概要", "影响", "时间线", "原因", "故障前的变更", "处理方法", "未测试的内容"]);
    expect(en).toMatch(/^# INC-12: /);
    expect(en).toContain("- hosts: 2; host hours: 1.4");
    expect(en).toContain("- users and sessions: not known");
    expect(en).toContain("seen from vantage 7 it lets clients in");
    expect(en).toContain("had already ended when it was first seen");
    expect(en).toContain("**The way back**");
    expect(zh).toContain("**回退**");
    const hit = { users: 3, sessions: 4, hosts: 1, ofHosts: 2, knownMs: START };
    const known = postMortem({ ...INPUT, hit }).markdown;
    expect(known.en).toMatch(/^- users: 3; sessions: 4 \(known until .*, from 1 of 2 hosts\)$/m);
    expect(known.zh).toMatch(/^- 用户：3；会话：4（信息截至 .*，来自 2 台主机中的 1 台）$/m);
    const unknown = { users: 0, sessions: 0, hosts: 0, ofHosts: 2, knownMs: null };
    expect(postMortem({ ...INPUT, hit: unknown }).markdown.en).toContain("- users and sessions: not known");
  });

  it("lets no name and no note be mark-up, a link or a line of its own", () => {
    const { en } = postMortem(INPUT).markdown;
    expect(en).not.toContain("<script>");
    expect(en.replaceAll(/\\./g, "")).not.toContain("](http");
    expect(en).not.toContain("http://x");
    expect(en).not.toContain("**here**");
    expect(en).not.toMatch(/^# heading/m);
    expect(en).not.toMatch(/^- item/m);
    expect(en).toContain(String.raw`kim\_`);
  });

  it("says what it does not know", () => {
    const { en } = postMortem({ ...INPUT, changes: [], names: new Map() }).markdown;
    expect(en).toContain("No change of a watched fact was seen");
    expect(en).toContain(String.raw`\#1`);
    expect(en).toContain("The stages after tls");
  });
});

describe("markdownText", () => {
  it("keeps to one line without an open sign, whatever it is given", () => {
    assert(
      property(string({ unit: "binary", maxLength: 60 }), (text) => {
        const shown = markdownText(text);
        expect(shown).not.toMatch(/[\n\r]/);
        expect(shown.replaceAll(/\\./g, "")).not.toMatch(/[`*_[\]#|<>~&@$]|:\/\//);
        expect(shown).not.toMatch(/^\s*(?:[-+=]|\d+[.)])/);
      }),
    );
    expect(markdownText("2026-11-23 - a-b (c)")).toBe("2026-11-23 - a-b (c)");
    expect(markdownText("1. x")).toBe(String.raw`1\. x`);
  });
});

describe("timelineText", () => {
  it("has a sentence for every kind of line, in both languages", () => {
    const kinds: readonly TimelineEntry["kind"][] = [
      "opened",
      "joined",
      "left",
      "widened",
      "cause-changed",
      "acknowledged",
      "unacknowledged",
      "assigned",
      "note",
      "muted",
      "unmuted",
      "merged",
      "split",
      "good-again",
      "bad-again",
      "closed",
      "reopened",
      "alerted",
      "change-seen",
    ];
    for (const kind of kinds) {
      for (const detail of [{}, { target: 1, targets: [2], cause: "x", scope: 5, into: 3, hosts: 2, untilMs: 0 }]) {
        const { en, zh } = timelineText(entry(kind, detail), new Map([[1, "rdp01"]]));
        expect(en).not.toBe("");
        expect(zh).not.toBe(en);
      }
    }
    const fleet = { scope: { kind: "fleet", key: "fleet" }, hosts: 9, suspect: "vantage" };
    expect(timelineText(entry("widened", fleet), new Map()).en).toBe(
      "one fault of the whole fleet, 9 hosts; nobody answers at all: look at our own network first",
    );
  });
});

describe("liveTree", () => {
  it("holds hosts, cause with evidence, changes, what it explains, and what was not tested; and can be drawn", () => {
    const tree = liveTree(INCIDENT, { names: NAMES, changes: CHANGES, explains: [{ ...INCIDENT, id: 13 }] });
    const kindsOf = (node: ProblemNode): readonly string[] => [node.kind, ...node.children.flatMap(kindsOf)];
    expect(tree.children.map(({ text }) => text.en)).toEqual([
      "Who is hit",
      "Why",
      "What changed before",
      "What it explains",
      "Not tested",
    ]);
    expect(kindsOf(tree)).toEqual(expect.arrayContaining(["cause", "for", "unknown", "not-tested"]));
    const picture = treePicture({ tree, title: tree.text, host: "gw" }, "zh");
    expect(picture).toContain("</svg>");
    expect(picture).not.toContain("<script>");
  });
});

describe("incidentFigures", () => {
  it("counts what was opened, closed and acknowledged, and the time that it cost within the span", () => {
    const merged = { ...INCIDENT, id: 13, mergedInto: 12 };
    const figures = incidentFigures([INCIDENT, merged], START, START + 120 * MINUTE);
    expect(figures).toEqual({
      opened: 1,
      bySeverity: { critical: 1, major: 0, minor: 0 },
      closed: 1,
      stillOpen: 0,
      reopened: 0,
      mttaMs: 10 * MINUTE - 6000,
      mttrMs: 57 * MINUTE,
      outageMs: 57 * MINUTE,
      hostOutageMs: 84 * MINUTE,
    });
  });

  it("knows no mean of nothing, and counts an open one until the end of the span", () => {
    expect(incidentFigures([], 0, 1)).toMatchObject({ opened: 0, mttaMs: null, mttrMs: null, outageMs: 0 });
    const { closedMs: _closedMs, ...rest } = INCIDENT;
    const open: IncidentRecord = {
      ...rest,
      state: "acknowledged",
      badSinceMs: START,
      outageMs: 0,
      members: [{ target: 1, joinedMs: START }],
    };
    const figures = incidentFigures([open], START + MINUTE, START + 31 * MINUTE);
    expect(figures).toMatchObject({ opened: 0, stillOpen: 1, outageMs: 30 * MINUTE, hostOutageMs: 30 * MINUTE });
  });
});
