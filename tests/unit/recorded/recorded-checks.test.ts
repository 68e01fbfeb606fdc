import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../src/core/evidence/index.ts";
import { replayTranscript } from "../../../src/core/transcript/index.ts";
import { byteWiseText, checks, recorded } from "./index.ts";

/** What must not change when the same bytes come in other pieces. */
function timeless(evidence: Evidence): unknown {
  const facts = Object.entries(evidence.facts)
    .filter(([name]) => !name.endsWith("Ms") && name !== "tcp.attempts")
    .map(([name, fact]) => [name, name === "x224.firstBytes" ? "its excerpt is what had come" : fact.value]);
  return {
    facts: Object.fromEntries(facts),
    stages: evidence.stages.map(({ name, outcome, reason, fault }) => ({ name, outcome, reason, fault: fault?.kind })),
    questions: evidence.questions.map(({ id, outcome, fault }) => ({ id, outcome, fault: fault?.kind })),
  };
}

/** Everything that this long check is recorded to have said, in the order of connections. */
const asked = (evidence: Evidence): readonly string[] =>
  evidence.questions.filter(({ outcome }) => outcome === "answered").map(({ id }) => id);

describe.each(checks)("recorded: %s", (name) => {
  it("is the same check byte by byte", () => {
    const text = recorded(name);
    const whole = replayTranscript(text).evidence;
    expect(timeless(replayTranscript(byteWiseText(text)).evidence)).toEqual(timeless(whole));
    expect(asked(whole)).toEqual([...new Set(asked(whole))]);
  });

  it("keeps its manners: one connection at a time, at most twelve, and every one counted", () => {
    const { transcript, evidence } = replayTranscript(recorded(name));
    const { connections } = transcript;
    const overlapping = connections.filter((one, index) => one.startedMs < (connections[index - 1]?.ended.atMs ?? 0));
    expect(overlapping).toEqual([]);
    expect(evidence.footprint.connections).toBe(connections.length);
    expect(connections.length).toBeLessThanOrEqual(12);
  });

  it("is a report even when the recording was cut off at any line", () => {
    const lines = recorded(name).split("\n");
    for (let count = 3; count <= lines.length; count++) {
      const { evidence } = replayTranscript(lines.slice(0, count).join("\n"));
      expect(evidence.stages).toHaveLength(8);
    }
  });
});

const evidenceOf = (name: string): Evidence => replayTranscript(recorded(name)).evidence;

describe("what recordings of real servers teach", () => {
  it.each([
    ["xrdp-tls", "xrdp"],
    ["xrdp-rdp-high", "xrdp"],
    ["xrdp-rdp-fips", "xrdp"],
    ["weston", "weston"],
    ["freerdp-shadow-tls", "freerdp-shadow"],
    ["freerdp-shadow-rdp", "freerdp-shadow"],
    ["freerdp-shadow-nla", "libfreerdp"],
    ["gnome-remote-desktop", "libfreerdp"],
    ["stand-in-windows-server-2022", "windows"],
    ["stand-in-windows-10", "windows"],
    ["stand-in-windows-7", "windows"],
    ["stand-in-windows-xp", "windows"],
  ])("%s is a %s", (name, stack) => {
    expect(evidenceOf(name).facts["session.fingerprint"]?.value.stack).toBe(stack);
  });

  it.each([
    ["xrdp-tls", "absent"],
    ["freerdp-shadow-nla", "required"],
    ["stand-in-windows-server-2022", "required"],
    ["stand-in-windows-7", "optional"],
  ])("NLA of %s: %s", (name, nla) => {
    expect(evidenceOf(name).facts["x224.nla"]?.value).toBe(nla);
  });

  it.each([
    ["freerdp-shadow-rdp", 0, true],
    ["xrdp-rdp-low", 1, false],
    ["xrdp-rdp-high", 2, false],
    ["xrdp-rdp-fips", 16, false],
  ])("encryption of %s: method %i, clear text %s", (name, method, clearText) => {
    const { facts } = evidenceOf(name);
    expect([facts["mcs.encryptionMethod"]?.value, facts["session.clearText"]?.value]).toEqual([method, clearText]);
  });
});
