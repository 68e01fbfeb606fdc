// One scenario of a logon at the Windows stand-in, and what may be said of the credential in it.
import type { CauseId } from "../../src/core/knowledge/index.ts";
import type { LogonScenario, LogonTarget } from "./logon-scenario.ts";
import type { Ground } from "./scenario.ts";

export type Judged = LogonScenario["judged"];

/** The first of the causes is the true one. */
export function standIn(
  id: string,
  title: string,
  sameOnTheWire: readonly [CauseId, ...CauseId[]],
  judged: Judged,
  start: (ground: Ground) => Promise<LogonTarget>,
): LogonScenario {
  return { id: `logon-${id}`, title, truth: sameOnTheWire[0], sameOnTheWire, judged, production: "stand-in", start };
}

/** NLA took the password; what failed came later. */
export const LET_IN: Judged = ["accepted"];
export const REFUSED: Judged = ["refused"];
export const DENIED: Judged = ["denied"];
export const NOT_ASKED: Judged = ["not-tested"];
export const WITHHELD: Judged = ["withheld"];
