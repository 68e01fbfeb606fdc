import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Configuration } from "../../src/core/configuration/index.ts";
import { ended, said } from "./fleet-hosts.ts";

export interface RunningServe {
  readonly pid: number;
  readonly url: string;
  /** Resolves when everything was written and the process is gone. */
  stop(): Promise<void>;
}

export interface ServePlan {
  /** The program: its launcher. */
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
  /** Of the store and of the configuration. */
  readonly folder: string;
  readonly configuration: Configuration;
}

/** `rdpulse serve` as a process of its own; resolves when it has taken up its fleet. */
export async function startServe({ bin, env, folder, configuration }: ServePlan): Promise<RunningServe> {
  const file = join(folder, "fleet.yaml");
  // Every JSON document is one of YAML, too.
  writeFileSync(file, JSON.stringify(configuration));
  const args = [bin, "serve", "--config", file, "--data", join(folder, "data"), "--listen", "127.0.0.1:0"];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const written = await said(child, "http://", "rdpulse serve");
  const url = /http:\/\/\S+/u.exec(written)?.[0] ?? "";
  return { pid: child.pid ?? 0, url, stop: () => ended(child) };
}
