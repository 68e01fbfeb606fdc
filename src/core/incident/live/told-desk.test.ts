import { describe, expect, it } from "vitest";
import type { HostState, Target, TargetId } from "../../fleet/index.ts";
import { evidenceText, IncidentDesk, type IncidentChange, type ToldFault } from "../index.ts";
import { MOST_TOLD } from "./told-desk.ts";

const MINUTE = 60_000;
const QUIET_MS = 30 * MINUTE;

function host(id: number): Target {
  return {
    id,
    tenant: 1,
    name: `host-${id}`,
    settings: { host: `10.0.0.${id}` },
    origin: "api",
    revision: 1,
    createdMs: 0,
    updatedMs: 0,
  };
}

function fleet(count: number): ReadonlyMap<TargetId, Target> {
  return new Map(Array.from({ length: count }, (_, index) => [index + 1, host(index + 1)]));
}

function guessing(lastMs: number, over: Partial<ToldFault> = {}): ToldFault {
  return {
    key: "password-guessing at ts1",
    cause: "rdp-bruteforce-or-flood",
    variant: "password-guessing",
    effect: "hinders",
    stage: "credssp",
    severity: "minor",
    confidence: 0.9,
    firstMs: lastMs - MINUTE,
    lastMs,
    quietMs: QUIET_MS,
    because: [
      { side: "for", fact: "told.password-guessing.203.0.113.9", value: { en: "60 tries", zh: "60 次" }, at: "log#7" },
    ],
    ...over,
  };
}

function down(target: TargetId, cause: HostState["causes"][number]["id"], atMs: number): HostState {
  return {
    tenant: 1,
    target,
    vantage: 0,
    status: "down",
    sinceMs: atMs,
    lastSlotMs: atMs,
    lastKind: "interval",
    lastAtMs: atMs,
    lastFullMs: null,
    lastSuccessMs: null,
    verdict: "failing",
    failedStage: "tls",
    causes: [{ id: cause, effect: "blocks", confidence: 0.8 }],
    totalUs: 0,
    failures: 2,
    turnsMs: [],
  };
}

function desk(): IncidentDesk {
  return new IncidentDesk({}, [], 1);
}

function tell(on: IncidentDesk, nowMs: number, told: readonly (readonly [TargetId, ToldFault])[]): IncidentChange {
  const faults = new Map<TargetId, ToldFault[]>();
  for (const [target, fault] of told) faults.set(target, [...(faults.get(target) ?? []), fault]);
  return on.observeTold({ faults, targets: fleet(MOST_TOLD + 10), nowMs });
}

describe("incidents from logs", () => {
  it("are opened once with their records, and close themselves when the log is quiet", () => {
    const on = desk();
    const opened = tell(on, MINUTE, [[1, guessing(MINUTE)]]);
    expect(opened.incidents).toMatchObject([
      {
        id: 1,
        cause: "rdp-bruteforce-or-flood",
        variant: "password-guessing",
        severity: "minor",
        scope: { kind: "target", key: "1" },
      },
    ]);
    expect(opened.entries.map(({ kind }) => kind)).toEqual(["opened"]);
    expect(opened.incidents[0]?.because.map(({ at }) => at)).toEqual(["log#7"]);
    expect(tell(on, 2 * MINUTE, [[1, guessing(MINUTE)]]).incidents).toEqual([]);
    const quiet = tell(on, MINUTE + QUIET_MS, [[1, guessing(MINUTE)]]);
    expect(quiet.entries.map(({ kind }) => kind)).toEqual(["left", "good-again"]);
    expect(on.tick(MINUTE + QUIET_MS + 2 * MINUTE).incidents).toMatchObject([{ id: 1, state: "closed" }]);
  });

  it("are one for all hosts that one attack hits, and take the single one in that was there before", () => {
    const on = desk();
    tell(on, MINUTE, [[1, guessing(MINUTE)]]);
    const wide = guessing(2 * MINUTE, { key: "password-guessing from 203.0.113.9" });
    const change = tell(
      on,
      2 * MINUTE,
      [1, 2, 3].map((target) => [target, wide] as const),
    );
    expect(change.incidents).toMatchObject([
      { id: 2, state: "open", members: [{ target: 1 }, { target: 2 }, { target: 3 }] },
      { id: 1, state: "closed", mergedInto: 2 },
    ]);
  });

  it("stand beside an outage of the same host, and are none where a check found the same cause", () => {
    const on = desk();
    const states = [down(1, "rdp-cert-private-key-access", MINUTE), down(2, "tls-no-common-cipher", MINUTE)];
    on.observe({ states, targets: fleet(3), nowMs: MINUTE });
    const key = { cause: "rdp-cert-private-key-access", variant: "x", effect: "blocks", severity: "major" } as const;
    const change = tell(on, 2 * MINUTE, [
      [
        1,
        guessing(2 * MINUTE, {
          ...key,
          key: "key at ts1",
          because: [{ side: "for", fact: "event.Schannel 36870", value: 1, at: "log#9" }],
        }),
      ],
      [2, guessing(2 * MINUTE)],
    ]);
    expect(change.incidents).toMatchObject([
      { cause: "rdp-cert-private-key-access", because: [{ at: "log#9" }], members: [{ target: 1 }] },
      { cause: "rdp-bruteforce-or-flood", members: [{ target: 2 }] },
    ]);
    expect(change.entries.map(({ kind }) => kind)).toEqual(["change-seen", "opened"]);
    expect(tell(on, 3 * MINUTE, []).incidents).toHaveLength(1);
    // The outage is over for the checks alone.
    expect(on.isHit(2)).toBe(true);
  });

  it("stay closed when a person closed them, until something is told again", () => {
    const on = desk();
    tell(on, MINUTE, [[1, guessing(MINUTE)]]);
    on.command({ tenant: 1, id: 1, what: { action: "close" }, ifRevision: null }, "anna", 2 * MINUTE);
    expect(tell(on, 3 * MINUTE, [[1, guessing(MINUTE)]]).incidents).toEqual([]);
    expect(tell(on, 4 * MINUTE, [[1, guessing(4 * MINUTE)]]).incidents).toMatchObject([
      { id: 1, state: "open", reopened: 1 },
    ]);
  });

  it("get graver when somebody got in", () => {
    const on = desk();
    tell(on, MINUTE, [[1, guessing(MINUTE)]]);
    expect(tell(on, 2 * MINUTE, [[1, guessing(2 * MINUTE, { severity: "critical" })]]).incidents).toMatchObject([
      { id: 1, severity: "critical" },
    ]);
  });

  it("are bounded, and none for old logs", () => {
    const on = desk();
    const flood = Array.from(
      { length: MOST_TOLD + 5 },
      (_, index) => [index + 1, guessing(MINUTE, { key: `password-guessing at ts${index}` })] as const,
    );
    expect(tell(on, MINUTE, flood).incidents).toHaveLength(MOST_TOLD);
    expect(tell(desk(), MINUTE + QUIET_MS, [[1, guessing(MINUTE)]]).incidents).toEqual([]);
  });

  it("are shown with what the log said, made safe", () => {
    const because = { side: "for", fact: "told.x", value: { en: "user \u001b[31m", zh: "用户" }, at: "" } as const;
    expect(evidenceText(because).en).not.toContain("\u001b");
  });
});
