// A check in a process of its own, so that its memory, its handles and its crashes can be seen.
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Evidence } from "../../src/core/evidence/index.ts";

/** What one check, or one logon, against a hostile server came to. */
export interface WatchedCheck {
  readonly evidence: Evidence;
  readonly code: number;
  readonly elapsedMs: number;
  /** Highest resident memory above what the process had before. */
  readonly grownBytes: number;
  /** All output: the page in English and in Chinese, the JSON, and what went to stderr. */
  readonly shown: readonly string[];
  readonly transcriptBytes: number;
  /** A logon's password stands in the transcript. */
  readonly transcriptTellsPassword: boolean;
  /** Errors that nobody caught. */
  readonly stray: readonly string[];
}

const child = fileURLToPath(new URL("watched-check-child.ts", import.meta.url));
/** The process must come to its end by itself soon after its report, or something is left open in it. */
const LINGER_LIMIT_MS = 3000;

/**
 * Runs `rdpulse ARGV` in a process of its own, with a password for a logon in its variable PASSWORD. Throws when that process
 * crashes, or does not end by itself.
 */
export async function watchedCheck(argv: readonly string[], password = ""): Promise<WatchedCheck> {
  const checking = spawn(process.execPath, [child, JSON.stringify(argv), password], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let lingered = false;
  let timer: NodeJS.Timeout | undefined;
  checking.stdout.once("data", () => {
    timer = setTimeout(() => {
      lingered = true;
      checking.kill("SIGKILL");
    }, LINGER_LIMIT_MS);
  });
  const [stdout, stderr] = await Promise.all([text(checking.stdout), text(checking.stderr)]);
  clearTimeout(timer);
  if (lingered) throw new Error(`the check is over, its process does not end: ${stderr}`);
  if (stdout === "") throw new Error(`the check crashed: ${stderr}`);
  const outcome: WatchedCheck = JSON.parse(stdout);
  return outcome;
}
