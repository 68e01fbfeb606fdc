// `rdpulse logon` as users run it: the packed program, a password file, a state folder of its own.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../lab/index.ts";
import type { LogonReport } from "../../src/core/contract/index.ts";
import { packedProgram } from "../packed.ts";

export interface Place {
  readonly address: string;
  readonly port: number;
}

export interface Credential {
  readonly user: string;
  readonly password: string;
}

export interface OwnProgram {
  readonly env: Readonly<Record<string, string>>;
  /** The command line of one logon. Every state folder is new: no guard remembers what another cell did. */
  command(lab: Lab, place: Place, credential: Credential, options?: readonly string[]): readonly string[];
  remove(): void;
}

/** Packs the program. */
export function ownProgram(): OwnProgram {
  const packed = packedProgram();
  const env: Record<string, string> = {};
  for (const name of ["XDG_CACHE_HOME", "NO_COLOR"]) env[name] = packed.env[name] ?? "";
  return {
    env,
    remove: packed.remove,
    command: (lab, place, { user, password }, options = []) => {
      const folder = lab.makeFolder("own-logon");
      const passwordPath = join(folder, "password");
      writeFileSync(passwordPath, `${password}\n`, { mode: 0o600 });
      const account = ["--user", user, "--password-file", passwordPath, "--state", join(folder, "state")];
      const asked = [`${place.address}:${place.port}`, ...account, "--json", "--fail-on", "blocks", ...options];
      return [process.execPath, packed.bin, "logon", ...asked];
    },
  };
}

/** The report in a text, undefined where there is none. */
export function reportIn(text: string): LogonReport | undefined {
  try {
    const report: LogonReport = JSON.parse(text);
    return report;
  } catch {
    return undefined;
  }
}

/** The same from a file. */
export const reportAt = (path: string): LogonReport | undefined => reportIn(readFileSync(path, "utf8"));
