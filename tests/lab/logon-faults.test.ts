// Part of what only a logon sees, against real broken things and the Windows stand-in. `npm run bench:diagnosis` runs all.
import { afterAll, describe, expect, it } from "vitest";
import { diagnoseLogon, type LogonDiagnosis } from "../../src/core/diagnosis/index.ts";
import { replayTranscript } from "../../src/core/transcript/index.ts";
import { needs, openLab, type Lab } from "../../lab/index.ts";
import { RunGround, scenarios } from "../../lab/scenarios/index.ts";
import {
  healthyLogons,
  judgeHealthyLogon,
  judgeLogonFault,
  logOnTo,
  logonScenarios,
  type HealthyLogon,
  type LogonScenario,
} from "../../lab/scenarios/logons.ts";

const REAL = [
  "logon-wrong-password-xrdp",
  "logon-no-session-left",
  "logon-password-expired-pam",
  "logon-clear-text",
  "logon-key-changed",
  "logon-session-type-broken",
  "logon-session-ends-at-once",
  "logon-service-dies",
  "logon-reset-in-graphics",
] as const;

/** Scenarios of the stand-in that end only with the deadline of the desktop. */
const LONG = ["logon-black-screen", "logon-empty-desktop", "logon-no-picture"];

const HEALTHY = [
  "healthy-logon-xrdp-xorg",
  "healthy-logon-shadow-tls",
  "healthy-logon-gnome",
  "healthy-logon-weston",
  "healthy-logon-windows-2022",
] as const;

const desktopNeeds = { root: true, packages: ["core", "peers", "desktop"] } as const;

function find<T extends { readonly id: string }>(list: readonly T[], id: string): T {
  const found = list.find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`no scenario ${id}`);
  return found;
}

describe("the logons of the fault catalogue", () => {
  it("are at least 15, each with its own id and a truth that stands in its class", () => {
    expect(logonScenarios.length).toBeGreaterThanOrEqual(15);
    expect(logonScenarios.filter(({ production }) => production === "real").length).toBeGreaterThanOrEqual(15);
    const ids = [...scenarios, ...logonScenarios, ...healthyLogons].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { truth, sameOnTheWire } of logonScenarios) expect(sameOnTheWire).toContain(truth);
  });
});

describe("a logon of the catalogue", () => {
  let lab: Lab | undefined;
  let ground: Promise<RunGround> | undefined;

  /** Logs on once; everything that it started is gone afterwards, and a replay comes to the same diagnosis. */
  async function diagnosed(situation: LogonScenario | HealthyLogon): Promise<LogonDiagnosis> {
    lab ??= openLab();
    ground ??= RunGround.open(lab, 2, "the lab's tests of logons");
    const own = (await ground).scenario(situation.id);
    try {
      const target = await situation.start(own);
      const { evidence, transcript } = await logOnTo(lab, target);
      expect(transcript).not.toContain(target.password);
      const diagnosis = diagnoseLogon(evidence);
      // A transcript keeps the first megabytes of a flood of pictures, such as weston's, and says where it is cut.
      const isCut = transcript.includes("; cut, ");
      expect(isCut ? diagnosis : diagnoseLogon(replayTranscript(transcript).evidence)).toEqual(diagnosis);
      return diagnosis;
    } finally {
      await own.stop();
    }
  }

  afterAll(() => lab?.close());

  it.for(REAL)("%s: what is true stands in the first group", { timeout: 90_000 }, async (id, { skip }) => {
    needs(skip, desktopNeeds);
    const scenario = find(logonScenarios, id);
    expect(judgeLogonFault(scenario, await diagnosed(scenario))).toMatchObject({ hit: true });
  });

  const played = logonScenarios.filter(({ production, id }) => production === "stand-in" && !LONG.includes(id));
  it.for(played.map(({ id }) => id))("%s: what is true stands in the first group", async (id, { skip }) => {
    needs(skip, { root: true });
    const scenario = find(logonScenarios, id);
    expect(judgeLogonFault(scenario, await diagnosed(scenario))).toMatchObject({ hit: true });
  });

  it.for(HEALTHY)("%s: no false alarm", { timeout: 60_000 }, async (id, { skip }) => {
    needs(skip, desktopNeeds);
    const healthy = find(healthyLogons, id);
    expect(judgeHealthyLogon(healthy, await diagnosed(healthy))).toMatchObject({ hit: true });
  });
});
