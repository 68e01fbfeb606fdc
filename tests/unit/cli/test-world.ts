import { PassThrough, Readable } from "node:stream";
import { type LogonTools, type Probe, run, type World } from "../../../src/app/cli/index.ts";
import type { Evidence } from "../../../src/core/evidence/index.ts";
import type { CheckOptions, LogonOptions } from "../../../src/core/plan/index.ts";
import type { LogonRun } from "../../../src/io/probe/index.ts";
import * as tools from "../../../src/io/logon/index.ts";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Staging {
  /** What the probe sees of a target. */
  readonly see?: (options: CheckOptions, signal: AbortSignal | undefined) => Evidence | Promise<Evidence>;
  /** What a logon sees; `password` is what it was handed. */
  readonly logOn?: (options: LogonOptions, password: string) => SeenByLogon | Promise<SeenByLogon>;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly interrupted?: AbortSignal;
}

export interface SeenByLogon {
  readonly evidence: Evidence;
  readonly picture?: NonNullable<LogonRun["picture"]>;
}

export const TRANSCRIPT = "rdpulse-transcript/1\nmade by a test\n";

/** What whoever runs the tests keeps at home, such as the token of a server, is none of their business. */
const NOBODYS_HOME = "/nonexistent";

/** Runs the command line with a probe that opens no socket. */
export async function runCli(argv: readonly string[], staging: Staging = {}): Promise<Outcome> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const heard = { stdout: "", stderr: "" };
  stdout.on("data", (chunk) => (heard.stdout += String(chunk)));
  stderr.on("data", (chunk) => (heard.stderr += String(chunk)));
  const probe: Probe = {
    runCheck: async (options, hooks) => {
      if (staging.see === undefined) throw new Error("nothing may be probed here");
      return { evidence: await staging.see(options, hooks?.signal), transcript: TRANSCRIPT };
    },
    runLogon: async (options, password) => {
      if (staging.logOn === undefined) throw new Error("nobody may be logged on here");
      return { ...(await staging.logOn(options, password.reveal())), transcript: TRANSCRIPT };
    },
    checkRoots: (pem) => {
      if (pem.includes("BROKEN")) throw new Error("no certificate");
    },
    isOwnAddress: async (address) => address !== "192.0.2.254",
    resolveName: async (name) => ({ kind: "addresses", addresses: [`192.0.2.${name.length}`] }),
  };
  const world: World = {
    env: { HOME: NOBODYS_HOME, ...staging.env },
    stdin: Readable.from([staging.stdin ?? ""]),
    stdout,
    stderr,
    interrupted: staging.interrupted ?? new AbortController().signal,
    loadProbe: async () => probe,
    loadLogonTools: async (): Promise<LogonTools> => tools,
  };
  const code = await run(argv, world);
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  return { code, ...heard };
}
