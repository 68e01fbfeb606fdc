import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HostEvent } from "../../../src/core/telemetry/index.ts";
import {
  ALL_CHANNELS,
  ATTACKER,
  channel,
  detect,
  event,
  from,
  ids,
  LSM,
  refused140,
  refused4625,
  sessionLogon,
} from "./host-events.ts";

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

function nameless(values?: Readonly<Record<string, string>>): readonly HostEvent[] {
  return range(12).map((index) =>
    event("logon-failed", index, {
      user: { name: "admin" },
      logonType: 3,
      status: 0xc000_006d,
      subStatus: 0xc000_006a,
      clientName: "KALI",
      ...(values === undefined ? {} : { values }),
    }),
  );
}

describe("password guessing", () => {
  it("is told by address under NLA, where two events tell of one attempt, counted once", () => {
    const events = range(12).flatMap((index) => [
      refused140(index * 10, ATTACKER),
      refused4625(index * 10, "administrator", ATTACKER),
    ]);
    const result = detect(events);
    expect(ids(result)).toEqual(["password-guessing"]);
    const [found] = result.detections;
    expect(found).toMatchObject({
      severity: "medium",
      count: 12,
      evidenceCount: 24,
      addresses: [ATTACKER],
      users: ["administrator"],
      outcome: "did-not-get-in",
      threshold: "guesses-fast",
    });
    expect(found?.because[0]?.at).toMatch(/^Security\.evtx#\d+$/);
  });

  it("does not say that nobody got in where no log of logons covers the time", () => {
    const events = range(12).map((index) => refused140(index, ATTACKER));
    const short = channel(LSM, 5, 100);
    expect(detect(events, [short]).detections[0]?.outcome).toBe("not-known");
    const holed = { ...channel(LSM), missing: [{ after: "a#1", before: "a#9", count: 7, fromMs: 0, untilMs: 9e15 }] };
    expect(detect(events, [holed]).detections[0]?.outcome).toBe("not-known");
  });

  it("finds a slow guesser, and not a person who mistypes", () => {
    const slow = range(25).map((index) => refused140(index * 3000, ATTACKER));
    expect(detect(slow).detections[0]).toMatchObject({ id: "password-guessing", threshold: "guesses-slow" });
    const person = range(5).map((index) => refused4625(index * 20, "anna", "10.0.0.7"));
    expect(ids(detect(person))).toEqual([]);
  });

  it("calls one account from inside a stored password, of low severity", () => {
    const events = range(30).map((index) => refused4625(index * 10, "backup", "10.0.0.7"));
    const [found] = detect(events).detections;
    expect(found).toMatchObject({ id: "password-guessing", severity: "low" });
    expect(found?.because.at(-1)?.side).toBe("against");
  });

  it("keeps what had no address apart by the name of the client, and leaves undecided ones to their refusals", () => {
    const [found] = detect(nameless()).detections;
    expect(found).toMatchObject({ id: "password-guessing", addresses: [], outcome: "not-known" });
    expect(found?.summary.en).toContain("KALI");
    expect(ids(detect(nameless({ clientCandidates: "10.0.0.1 10.0.0.2" })))).toEqual([]);
  });

  it("tells spraying from guessing", () => {
    const events = range(20).map((index) => refused4625(index * 20, `user${index % 10}`, ATTACKER));
    expect(ids(detect(events))).toEqual(["password-spraying"]);
  });

  it("counts addresses against an account, and against a host where NLA hides the account", () => {
    const account = range(6).map((index) => refused4625(index * 600, "admin", `198.51.100.${index}`));
    expect(ids(detect(account))).toEqual(["distributed-guessing"]);
    const host = range(20).map((index) => refused140(index * 600, `198.51.100.${index}`));
    expect(detect(host).detections[0]).toMatchObject({ id: "distributed-guessing", addressCount: 20 });
  });

  it("is not made of right passwords, of clocks that differ, or of the console", () => {
    const denied = range(20).map((index) =>
      event("logon-failed", index, { user: { name: "anna" }, logonType: 10, status: 0xc000_015b, ...from(ATTACKER) }),
    );
    expect(ids(detect(denied))).toEqual(["denied-with-right-password"]);
    const skew = range(20).map((index) => event("logon-failed", index, { logonType: 3, status: 0xc000_0133 }));
    const atConsole = range(20).map((index) => event("logon-failed", index, { logonType: 2, status: 0xc000_006d }));
    expect(ids(detect([...skew, ...atConsole]))).toEqual([]);
  });
});

describe("success after guessing", () => {
  const burst = range(15).map((index) => refused4625(index * 10, "administrator", ATTACKER));

  it("names the logon, its time and its account", () => {
    const result = detect([...burst, sessionLogon(200, "Administrator", ATTACKER)]);
    expect(ids(result)).toEqual(["password-guessing", "success-after-guessing"]);
    const success = result.detections.find(({ id }) => id === "success-after-guessing");
    expect(success).toMatchObject({ severity: "high", outcome: "got-in", users: ["administrator"], count: 1 });
    expect(result.detections.find(({ id }) => id === "password-guessing")?.outcome).toBe("got-in");
  });

  it("doubts where the account was not tried, or had come from there before", () => {
    const other = detect([...burst, sessionLogon(200, "anna", ATTACKER)]);
    expect(other.detections.find(({ id }) => id === "success-after-guessing")?.severity).toBe("medium");
    const before = detect([
      sessionLogon(-100, "administrator", ATTACKER),
      ...burst,
      sessionLogon(200, "administrator", ATTACKER),
    ]);
    const doubted = before.detections.find(({ id }) => id === "success-after-guessing");
    expect(doubted?.severity).toBe("medium");
    expect(doubted?.because.some(({ side }) => side === "against")).toBe(true);
  });

  it("is silent about a person who remembers at the fourth try", () => {
    const tries = range(4).map((index) => refused4625(index * 20, "anna", "198.51.100.7"));
    expect(ids(detect([...tries, sessionLogon(100, "anna", "198.51.100.7")]))).toEqual([]);
  });

  it("forgets after a day", () => {
    const result = detect([...burst, sessionLogon(200_000, "administrator", ATTACKER)]);
    expect(ids(result)).toEqual(["password-guessing"]);
  });
});

describe("the engine", () => {
  it("bounds its memory and says what it forgot", () => {
    const events = range(12_000).map((index) =>
      refused140(index, `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`),
    );
    const result = detect(events);
    expect(result.forgotten).toBeGreaterThan(0);
    const flood = range(12).map((index) => refused140(index, ATTACKER));
    expect(ids(detect([...flood, ...events]))).toContain("password-guessing");
  });

  it("finds the same whatever small disorder the events come in", () => {
    const events = range(15).map((index) => refused4625(index * 10, "administrator", ATTACKER));
    fc.assert(
      fc.property(fc.shuffledSubarray([...events], { minLength: 15 }), (shuffled) => {
        expect(detect(shuffled).detections[0]).toMatchObject({ id: "password-guessing", count: 15 });
      }),
      { numRuns: 30 },
    );
  });

  it("is silent, and says so, where nothing was read", () => {
    const result = detect([], []);
    expect(result.detections).toEqual([]);
    expect(new Set(result.coverage.map(({ state }) => state))).toEqual(new Set(["not-tested"]));
    expect(detect([], ALL_CHANNELS).coverage.find(({ id }) => id === "password-guessing")?.state).toBe("tested");
    expect(detect([], ALL_CHANNELS).coverage.find(({ id }) => id === "nla-switched-off")?.missing[0]?.why).toBe(
      "not-audited",
    );
  });
});
