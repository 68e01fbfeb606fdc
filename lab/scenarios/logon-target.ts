// One logon to a scenario's target, as a user would ask for it: default size, deadlines and settling time.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Evidence } from "../../src/core/evidence/index.ts";
import {
  DEFAULT_DESKTOP_TIMEOUT_MS,
  DEFAULT_LOGON_TIMEOUT_MS,
  DEFAULT_SETTLE_MS,
  DEFAULT_STAGE_TIMEOUT_MS,
} from "../../src/core/plan/index.ts";
import type { LogonOptions } from "../../src/core/plan/index.ts";
import { Secret } from "../../src/core/sequence/index.ts";
import { runLogon } from "../../src/io/probe/index.ts";
import type { Lab } from "../index.ts";
import type { LogonTarget } from "./logon-scenario.ts";

const child = fileURLToPath(new URL("logon-child.ts", import.meta.url));

/** What a logon saw, and its conversation. */
export interface SeenLogon {
  readonly evidence: Evidence;
  readonly transcript: string;
}

function optionsOf(target: LogonTarget): LogonOptions {
  return {
    logon: true,
    input: `${target.host}:${target.port}`,
    host: target.host,
    port: target.port,
    user: target.user,
    domain: target.domain ?? "",
    depth: target.depth,
    end: "disconnect",
    security: "auto",
    desktop: {
      width: 1024,
      height: 768,
      colorDepth: 24,
      settleMs: DEFAULT_SETTLE_MS,
      timeoutMs: DEFAULT_DESKTOP_TIMEOUT_MS,
    },
    allowChangedKey: false,
    allowClearText: false,
    stageTimeoutMs: DEFAULT_STAGE_TIMEOUT_MS,
    totalTimeoutMs: DEFAULT_LOGON_TIMEOUT_MS,
    ...(target.resolver === undefined ? {} : { resolver: target.resolver }),
    ...(target.certificateName === undefined ? {} : { certificateName: target.certificateName }),
    ...(target.caPath === undefined ? {} : { ownRoots: true }),
    ...(target.knownKeySha256 === undefined ? {} : { knownKeySha256: target.knownKeySha256 }),
  };
}

/** Logs on to the target from where its client stands. Throws when the logon itself breaks. */
export async function logOnTo(lab: Lab, target: LogonTarget): Promise<SeenLogon> {
  const options = optionsOf(target);
  if (target.netns === undefined) {
    const hooks = target.caPath === undefined ? {} : { caPem: readFileSync(target.caPath, "utf8") };
    const { evidence, transcript } = await runLogon(options, new Secret(target.password), hooks);
    return { evidence, transcript };
  }
  const args = [child, JSON.stringify(options), ...(target.caPath === undefined ? [] : [target.caPath])];
  const outcome = await lab.run(process.execPath, args, {
    netns: target.netns,
    input: target.password,
    timeoutMs: DEFAULT_LOGON_TIMEOUT_MS + 15_000,
  });
  if (outcome.code !== 0) throw new Error(outcome.stderr);
  const seen: SeenLogon = JSON.parse(outcome.stdout);
  return seen;
}
