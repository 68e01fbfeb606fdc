// What a check against anything hostile must keep to, whatever it finds.
import { expect } from "vitest";
import { type Behaviour, hostileServer } from "../../lab/hostile/hostile-server.ts";
import { type WatchedCheck, watchedCheck } from "../../lab/hostile/watched-check.ts";

const STAGE_MS = 800;
const TOTAL_MS = 3000;
/** What a busy machine may add to a deadline. */
const SLACK_MS = 2500;
const GROWTH_LIMIT_BYTES = 64 * 1024 * 1024;

/** Short deadlines, so that silence costs a test less than a second. */
export const DEADLINES: readonly string[] = ["--stage-timeout", `${STAGE_MS}ms`, "--timeout", `${TOTAL_MS}ms`];

/** What a terminal obeys, or a reader does not see: controls, C1, bidirectional overrides, invisible characters. */
const UNSAFE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;
const WIDEST_LINE = 400;

/** Exit codes of a check that says what it saw. */
const SAID: readonly number[] = [0, 1];

/** Within its deadlines and its memory, without a stray error, and nothing on the terminal that obeys the peer. */
export function expectUnharmed(check: WatchedCheck, codes: readonly number[] = SAID): void {
  expect(check.stray).toEqual([]);
  expect(check.elapsedMs).toBeLessThan(TOTAL_MS + SLACK_MS);
  expect(check.grownBytes).toBeLessThan(GROWTH_LIMIT_BYTES);
  expect(codes).toContain(check.code);
  const [english = "", chinese = "", json = ""] = check.shown;
  for (const text of check.shown) expect(UNSAFE.exec(text.replaceAll("\n", ""))).toBeNull();
  for (const page of [english, chinese]) {
    expect(Math.max(...page.split("\n").map((line) => line.length))).toBeLessThan(WIDEST_LINE);
  }
  expect(JSON.parse(json)).toMatchObject({ schema: "rdpulse.check/1" });
}

/** Stage and kind of the fault, and how the peer went where it did. */
export function failureOf({ evidence }: WatchedCheck): string {
  const failed = evidence.stages.find(({ outcome }) => outcome === "failed");
  const { fault } = failed ?? {};
  return [failed?.name, fault?.kind, fault?.kind === "closed" ? fault.how : ""].join(" ").trim();
}

/** Checks a server of this behaviour; without more arguments only what one connection tells. */
export async function checkAgainst(behave: Behaviour, ...more: string[]): Promise<WatchedCheck> {
  const server = await hostileServer(behave);
  try {
    const check = await watchedCheck([
      "check",
      `127.0.0.1:${server.port}`,
      ...DEADLINES,
      ...(more.length > 0 ? more : ["--skip", "all"]),
    ]);
    expectUnharmed(check);
    return check;
  } finally {
    await server.close();
  }
}
