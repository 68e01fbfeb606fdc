import type {
  checkWritable,
  defaultStatePath,
  encodePng,
  Interrupted,
  LocalFailure,
  readPassword,
  savePicture,
  StateFolder,
} from "../../io/logon/index.ts";
import type { checkRoots, isOwnAddress, resolveName, runCheck, runLogon } from "../../io/probe/index.ts";

/** The probe, as the command line uses it; tests put their own in its place. */
export interface Probe {
  readonly runCheck: typeof runCheck;
  readonly runLogon: typeof runLogon;
  readonly checkRoots: typeof checkRoots;
  readonly isOwnAddress: typeof isOwnAddress;
  readonly resolveName: typeof resolveName;
}

/** What a logon needs of this machine: passwords, memory, pictures. */
export interface LogonTools {
  readonly checkWritable: typeof checkWritable;
  readonly defaultStatePath: typeof defaultStatePath;
  readonly encodePng: typeof encodePng;
  readonly Interrupted: typeof Interrupted;
  readonly LocalFailure: typeof LocalFailure;
  readonly readPassword: typeof readPassword;
  readonly savePicture: typeof savePicture;
  readonly StateFolder: typeof StateFolder;
}

/** The conversation that a failed check had until then, if the error carries one. */
export function transcriptIn(error: unknown): string | undefined {
  const text = error instanceof Error && "transcript" in error ? error.transcript : undefined;
  return typeof text === "string" && text !== "" ? text : undefined;
}
