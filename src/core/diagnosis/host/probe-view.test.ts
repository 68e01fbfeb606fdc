import { assert, jsonValue, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { NOW_MS, probeOf } from "./host-fixtures.ts";
import { readProbe, watchOf } from "./probe-view.ts";

const REPORT = {
  schema: "rdpulse.check/1",
  target: { input: "srv01", host: "srv01", port: 3389, address: "192.0.2.1" },
  startedAt: "x",
  durationMs: 900,
  verdict: "failing",
  stages: [
    { name: "tls", outcome: "failed", facts: { "tls.version": "TLSv1.2" }, fault: { kind: "tls-alert", alert: 40 } },
  ],
  causes: [
    {
      id: "machinekeys-permissions",
      group: "tls-failure",
      effect: "blocks",
      stage: "tls",
      confidence: 0.4,
      because: [
        { side: "for", fact: "fault.tls", value: { kind: "tls-alert", alert: 40 }, at: "line 3" },
        { side: "for", fact: "fault.tls", value: { kind: "not-rdp" }, at: "line 4" },
      ],
    },
    { id: "no-such-cause", group: "x", effect: "blocks", stage: "tls", confidence: 1, because: [] },
  ],
  facts: { "credssp.clockSkewMs": 5000 },
};

describe("readProbe", () => {
  it("takes what a joint diagnosis needs, and leaves out what cannot be said", () => {
    const view = readProbe(REPORT, () => NOW_MS);
    expect(view?.findings.map(({ id }) => id)).toEqual(["machinekeys-permissions"]);
    expect(view?.findings[0]?.because.map(({ at }) => at)).toEqual(["line 3"]);
    expect(view).toMatchObject({
      startedAtMs: NOW_MS,
      faults: { tls: "tls-alert" },
      facts: { "tls.version": "TLSv1.2", "credssp.clockSkewMs": 5000 },
    });
  });

  it("is undefined for what is no report, and never throws", () => {
    expect(readProbe({ ...REPORT, schema: "rdpulse.scan/1" }, () => NOW_MS)).toBeUndefined();
    expect(readProbe(REPORT, () => Number.NaN)).toBeUndefined();
    assert(
      property(jsonValue(), jsonValue(), (causes, stages) => {
        readProbe(causes, () => NOW_MS);
        readProbe({ ...REPORT, causes, stages, facts: causes, target: stages }, () => NOW_MS);
      }),
    );
  });
});

describe("watchOf", () => {
  it("moves the time of the probe into the clock of the host", () => {
    const facts = { "credssp.clockSkewMs": 600_000, "credssp.clockGrainMs": 1000 };
    const { fromMs, untilMs } = watchOf(probeOf([], { facts }));
    expect([fromMs - NOW_MS, untilMs - NOW_MS]).toEqual([594_000, 608_000]);
  });
});
