import { array, assert, boolean, constantFrom, integer, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accountKey,
  lockoutGuard,
  REFUSALS_BEFORE_REST,
  REST_MS,
  type LogonAttempt,
  type LogonOutcome,
} from "./lockout-guard.ts";

const NOW_MS = Date.UTC(2026, 10, 22, 20, 0);
const MINUTE_MS = 60_000;

function attempt(outcome: LogonOutcome, minutesAgo: number, isOfThisRun = false): LogonAttempt {
  return { outcome, atMs: NOW_MS - minutesAgo * MINUTE_MS, isOfThisRun };
}

describe("lockoutGuard", () => {
  it.each([
    ["nothing was tried yet", []],
    ["one attempt was refused, by another run", [attempt("refused", 1)]],
    ["the last two were refused before the rest", [attempt("refused", 31), attempt("refused", 32)]],
    ["only one of the last two was refused lately", [attempt("refused", 1), attempt("refused", 31)]],
    ["a success came since", [attempt("refused", 3), attempt("refused", 2), attempt("accepted", 1)]],
    ["a success stands between", [attempt("refused", 3), attempt("accepted", 2), attempt("refused", 1)]],
    ["the password was right since, though the door stayed shut", [attempt("refused", 3), attempt("denied", 2)]],
    ["this run only had success", [attempt("refused", 9), attempt("accepted", 1, true)]],
    ["the refusals are of a clock far ahead", [attempt("refused", -99), attempt("refused", -98)]],
  ])("allows when %s", (_, history) => {
    expect(lockoutGuard(history, NOW_MS)).toEqual({ allow: true });
  });

  it("refuses after two refusals, until half an hour after the last", () => {
    const history = [attempt("accepted", 60), attempt("refused", 20), attempt("refused", 5)];
    const verdict = { allow: false, reason: "refused-lately", refusals: 2, untilMs: NOW_MS + 25 * MINUTE_MS };
    expect(lockoutGuard(history, NOW_MS)).toEqual(verdict);
    expect(lockoutGuard(history.toReversed(), NOW_MS)).toEqual(verdict);
  });

  it("counts a refusal as the server does: it is forgotten only when none came for half an hour", () => {
    const history = [attempt("refused", 40), attempt("refused", 15)];
    expect(lockoutGuard(history, NOW_MS)).toMatchObject({ reason: "refused-lately", refusals: 2 });
  });

  it("refuses after one refusal in the same run; another run may try at once", () => {
    expect(lockoutGuard([attempt("refused", 1, true)], NOW_MS)).toEqual({
      allow: false,
      reason: "refused-in-this-run",
      refusals: 1,
      untilMs: NOW_MS,
    });
  });

  it("stays with that for the whole run, and when a success came later", () => {
    for (const history of [
      [attempt("refused", 999, true)],
      [attempt("refused", 3, true), attempt("accepted", 1, true)],
    ]) {
      expect(lockoutGuard(history, NOW_MS)).toMatchObject({ allow: false, reason: "refused-in-this-run" });
    }
  });

  it("never lets more bad passwords through than a server forgets, however often it is asked", () => {
    assert(
      property(array(integer({ min: 1, max: 45 * MINUTE_MS }), { maxLength: 60 }), (gapsMs) => {
        const history: LogonAttempt[] = [];
        let [nowMs, serverCounts, lastBadMs] = [NOW_MS, 0, 0];
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          if (!lockoutGuard(history, nowMs).allow) continue;
          // As Windows counts: forgotten when none came for the whole window.
          serverCounts = nowMs - lastBadMs >= REST_MS ? 1 : serverCounts + 1;
          lastBadMs = nowMs;
          history.push({ outcome: "refused", atMs: nowMs, isOfThisRun: false });
          expect(serverCounts).toBeLessThanOrEqual(REFUSALS_BEFORE_REST);
        }
      }),
    );
  });

  it("allows again at the time that it named", () => {
    const attempts = record({
      outcome: constantFrom<LogonOutcome>("accepted", "refused", "denied"),
      atMs: integer({ min: NOW_MS - 2 * REST_MS, max: NOW_MS }),
      isOfThisRun: boolean(),
    });
    assert(
      property(array(attempts, { maxLength: 8 }), (history) => {
        const verdict = lockoutGuard(history, NOW_MS);
        const ofAnotherRun = history.map((one) => ({ ...one, isOfThisRun: false }));
        expect(lockoutGuard(ofAnotherRun, verdict.allow ? NOW_MS : verdict.untilMs)).toEqual({ allow: true });
      }),
    );
  });
});

describe("accountKey", () => {
  const host = "Host.Example";
  it.each([
    [{ user: "Alice", domain: "CORP", host }, "corp\\alice"],
    [{ user: "CORP\\Alice", domain: "", host }, "corp\\alice"],
    [{ user: "Alice@Corp.Example", domain: "", host }, "alice@corp.example"],
    [{ user: "Alice", domain: "", host }, "alice@host.example"],
    [{ user: "Alice", domain: ".", host }, "alice@host.example"],
    [{ user: ".\\Alice", domain: "", host }, "alice@host.example"],
  ])("%j is %s", (account, key) => {
    expect(accountKey(account)).toBe(key);
  });
});
