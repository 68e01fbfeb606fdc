import { describe, expect, it } from "vitest";
import type { HostEvent } from "../../../core/telemetry/index.ts";
import { RecentEvents, Upload } from "./recent-events.ts";

function event(host: string, timeMs: number, kind: HostEvent["kind"] = "logon-failed"): HostEvent {
  return { kind, timeMs, timeTicks: 0, host, at: `log#${timeMs}`, source: "Security 4625" };
}

describe("RecentEvents", () => {
  it("counts equal events of one log, and not those of the same log again", () => {
    const recent = new RecentEvents();
    const send = (): readonly boolean[] => {
      const upload = new Upload();
      return [1, 1, 2].map((timeMs) => recent.add(upload, event("a", timeMs)));
    };
    expect(send()).toEqual([true, true, true]);
    expect(send()).toEqual([false, false, false]);
    expect(recent.size).toBe(3);
  });

  it("keeps who is on through a flood, in bounded memory", () => {
    const recent = new RecentEvents();
    const upload = new Upload();
    recent.add(upload, { ...event("a", 0, "session-logon"), source: "LSM 21", sessionId: 3, user: { name: "anna" } });
    for (let index = 0; index < 60_000; index++) recent.add(upload, event("a", index));
    expect(recent.size).toBeLessThanOrEqual(25_001);
    expect(recent.size + recent.forgotten).toBe(60_001);
    expect(recent.analyse().sessions).toHaveLength(1);
  });

  it("forgets the hosts that were silent for longest", () => {
    const recent = new RecentEvents();
    for (let host = 0; host < 30; host++) {
      const upload = new Upload();
      for (let index = 0; index < 5000; index++) recent.add(upload, event(`host${host}`, index));
    }
    expect(recent.size).toBeLessThanOrEqual(100_000);
    const { lastMs } = recent.analyse();
    expect(lastMs.has("host29")).toBe(true);
    expect(lastMs.has("host0")).toBe(false);
  });
});
