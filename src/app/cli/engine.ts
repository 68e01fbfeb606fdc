import type { checkRoots, isOwnAddress, resolveName, runCheck } from "../../io/probe/index.ts";

/** The probe, as the command line uses it; tests put their own in its place. */
export interface Probe {
  readonly runCheck: typeof runCheck;
  readonly checkRoots: typeof checkRoots;
  readonly isOwnAddress: typeof isOwnAddress;
  readonly resolveName: typeof resolveName;
}

/** The conversation that a failed check had until then, if the error carries one. */
export function transcriptIn(error: unknown): string | undefined {
  const text = error instanceof Error && "transcript" in error ? error.transcript : undefined;
  return typeof text === "string" && text !== "" ? text : undefined;
}
