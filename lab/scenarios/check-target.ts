// One check of a scenario's target, as a user would run it: default deadlines, every question, up to the last stage.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Evidence } from "../../src/core/evidence/index.ts";
import { DEFAULT_STAGE_TIMEOUT_MS, DEFAULT_TOTAL_TIMEOUT_MS } from "../../src/core/plan/index.ts";
import type { CheckOptions } from "../../src/core/plan/index.ts";
import { runCheck } from "../../src/io/probe/index.ts";
import type { Lab } from "../index.ts";
import type { Target } from "./scenario.ts";

const child = fileURLToPath(new URL("check-child.ts", import.meta.url));

/** Checks the target from where its client stands. Throws when the check itself breaks. */
export async function checkTarget(lab: Lab, target: Target): Promise<Evidence> {
  const options: CheckOptions = {
    input: `${target.host}:${target.port}`,
    host: target.host,
    port: target.port,
    stageTimeoutMs: DEFAULT_STAGE_TIMEOUT_MS,
    totalTimeoutMs: DEFAULT_TOTAL_TIMEOUT_MS,
    lastStage: "capabilities",
    skip: [],
    ...(target.resolver === undefined ? {} : { resolver: target.resolver }),
    ...(target.certificateName === undefined ? {} : { certificateName: target.certificateName }),
    ...(target.gateway === undefined ? {} : { gateway: target.gateway }),
    ...(target.caPath === undefined ? {} : { ownRoots: true }),
  };
  if (target.netns === undefined) {
    const hooks = target.caPath === undefined ? {} : { caPem: readFileSync(target.caPath, "utf8") };
    return (await runCheck(options, hooks)).evidence;
  }
  const args = [child, JSON.stringify(options), ...(target.caPath === undefined ? [] : [target.caPath])];
  const outcome = await lab.run(process.execPath, args, { netns: target.netns });
  if (outcome.code !== 0) throw new Error(outcome.stderr);
  const evidence: Evidence = JSON.parse(outcome.stdout);
  return evidence;
}
