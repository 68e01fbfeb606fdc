import { describe, expect, it } from "vitest";
import type { Diagnosis, Finding } from "../diagnosis/index.ts";
import type { Evidence, StageEvidence } from "../evidence/index.ts";
import { checkRowOf, type CheckRow, type CheckRowInput } from "./index.ts";

function evidenceOf(stages: readonly StageEvidence[]): Evidence {
  return {
    target: { input: "ts1", host: "ts1", port: 3389, literal: false, certificateName: "ts1" },
    startedAtMs: 1000,
    durationMs: 100,
    stages,
    facts: {},
    questions: [],
    footprint: { connections: 1, datagrams: 0, mark: "" },
  };
}

function rowOf(stages: readonly StageEvidence[], diagnosis: Partial<Diagnosis> = {}): CheckRow {
  const asked: Omit<CheckRowInput, "evidence" | "diagnosis"> = {
    tenant: 1,
    target: 7,
    vantage: 0,
    slotMs: 990,
    kind: "interval",
    atMs: 1000,
    excluded: true,
  };
  return checkRowOf({
    ...asked,
    evidence: evidenceOf(stages),
    diagnosis: { verdict: "healthy", findings: [], ...diagnosis },
  });
}

const finding = (patch: Partial<Finding>): Finding => ({
  id: "rdp-cert-expired",
  group: "certificate",
  effect: "hinders",
  stage: "tls",
  confidence: 0.9,
  because: [],
  ...patch,
});

describe("checkRowOf", () => {
  it("keeps the times of what completed, and counts from the first stage that was tried to the last of them", () => {
    const row = rowOf([
      { name: "dns", outcome: "ok", startMs: 2, durationMs: 1.5 },
      { name: "tcp", outcome: "ok", startMs: 4, durationMs: 10.25 },
      { name: "x224", outcome: "ok", startMs: 15, durationMs: 5 },
      { name: "tls", outcome: "failed", startMs: 20, durationMs: 5000 },
      { name: "credssp", outcome: "not-tested", reason: "not-reached" },
    ]);
    expect(row).toMatchObject({
      target: 7,
      slotMs: 990,
      atMs: 1000,
      kind: "interval",
      excluded: true,
      failedStage: "tls",
      stagesUs: { dns: 1500, tcp: 10_250, x224: 5000 },
      totalUs: 18_000,
    });
    expect(Object.keys(row.stagesUs)).toEqual(["dns", "tcp", "x224"]);
  });

  it("has no time of a host whose address was given and whose port is silent", () => {
    const row = rowOf(
      [
        { name: "dns", outcome: "skipped", reason: "address-given" },
        { name: "tcp", outcome: "failed", startMs: 0, durationMs: 5000 },
      ],
      { verdict: "unreachable" },
    );
    expect(row).toMatchObject({ verdict: "unreachable", failedStage: "tcp", stagesUs: {}, totalUs: 0 });
  });

  it("keeps the likeliest cause of each group, and none that is posture only", () => {
    const { causes } = rowOf([], {
      verdict: "degraded",
      findings: [
        finding({ id: "rdp-cert-expired", variant: "leaf", confidence: 0.8 }),
        finding({ id: "rdp-cert-wrong-eku-or-name", confidence: 0.1 }),
        finding({ id: "dns-name-or-address-wrong", group: "dns", confidence: 0.6 }),
        finding({ id: "rdp-cert-untrusted-by-client", group: "trust", effect: "weakens" }),
      ],
    });
    expect(causes).toEqual([
      { id: "rdp-cert-expired", variant: "leaf", effect: "hinders", confidence: 0.8 },
      { id: "dns-name-or-address-wrong", effect: "hinders", confidence: 0.6 },
    ]);
  });
});
