// What a check against anything hostile must keep to, whatever it finds.
import { expect } from "vitest";
import { type Behaviour, hostileServer } from "../../lab/hostile/hostile-server.ts";
import { HOSTILE_ACCOUNT } from "../../lab/hostile/logon-behaviours.ts";
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
/** Our own commands for Windows are long; nobody else's text is. */
const WIDEST_LINE = 500;

/** Exit codes of a check that says what it saw. */
const SAID: readonly number[] = [0, 1];

/** Within its deadlines and its memory, without a stray error, and nothing on the terminal that obeys the peer. */
export function expectUnharmed(
  check: WatchedCheck,
  codes: readonly number[] = SAID,
  growthLimitBytes = GROWTH_LIMIT_BYTES,
): void {
  expect(check.stray).toEqual([]);
  expect(check.elapsedMs).toBeLessThan(TOTAL_MS + SLACK_MS);
  expect(check.grownBytes).toBeLessThan(growthLimitBytes);
  expect(codes).toContain(check.code);
  const [english = "", chinese = "", json = ""] = check.shown;
  for (const text of check.shown) expect(UNSAFE.exec(text.replaceAll("\n", ""))).toBeNull();
  for (const page of [english, chinese]) {
    expect(Math.max(...page.split("\n").map((line) => line.length))).toBeLessThan(WIDEST_LINE);
  }
  const schema = check.evidence.logon === undefined ? "rdpulse.check/1" : "rdpulse.logon/1";
  expect(JSON.parse(json)).toMatchObject({ schema });
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

/**
 * What a logon may add: a transcript of 16 MB as bytes and as text, and a screen of at most 4096 by 2304 pixels that is copied.
 */
const LOGON_GROWTH_LIMIT_BYTES = 320 * 1024 * 1024;
const DESKTOP: readonly string[] = [
  "--desktop",
  "--size",
  "320x240",
  "--settle",
  "200ms",
  "--desktop-timeout",
  "1500ms",
];

/** Logs on to a server of this behaviour, to a small desktop unless the arguments say otherwise. */
export async function logonAgainst(behave: Behaviour, ...more: string[]): Promise<WatchedCheck> {
  const server = await hostileServer(behave);
  try {
    const { user, password } = HOSTILE_ACCOUNT;
    const account = ["--user", user, "--password-env", "PASSWORD"];
    const depth = more.length > 0 ? more : DESKTOP;
    const argv = ["logon", `127.0.0.1:${server.port}`, ...account, ...DEADLINES, ...depth];
    const logon = await watchedCheck(argv, password);
    expectUnharmed(logon, SAID, LOGON_GROWTH_LIMIT_BYTES);
    expect(logon.transcriptTellsPassword).toBe(false);
    for (const text of logon.shown) expect(text).not.toContain(password);
    return logon;
  } finally {
    await server.close();
  }
}
