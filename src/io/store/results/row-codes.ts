import type { CheckKind, CheckRow, HostStatus } from "../../../core/fleet/index.ts";

// Numbers that stand for words in the tables of results. A number never gets another meaning; new words get new numbers.

type Stage = NonNullable<CheckRow["failedStage"]>;

const KINDS: Readonly<Record<CheckKind, number>> = { interval: 0, repeat: 1, full: 2, asked: 3 };

const VERDICTS: Readonly<Record<CheckRow["verdict"], number>> = { healthy: 0, degraded: 1, failing: 2, unreachable: 3 };

/** 0 is "every stage completed"; at most 15, so that a code of an outcome is below 0x80. */
const STAGES: Readonly<Record<Stage, number>> = {
  dns: 1,
  tcp: 2,
  x224: 3,
  tls: 4,
  credssp: 5,
  mcs: 6,
  licensing: 7,
  capabilities: 8,
  graphics: 9,
  desktop: 10,
};

/** From best to worst; see `worstFirst` for which of several vantages is the one to show. */
export const STATUS_CODES: Readonly<Record<HostStatus, number>> = {
  up: 0,
  suppressed: 1,
  unknown: 2,
  degraded: 3,
  suspect: 4,
  flapping: 5,
  down: 6,
};

const KIND_NAMES = wordsByCode(KINDS);
const VERDICT_NAMES = wordsByCode(VERDICTS);
const STAGE_NAMES = wordsByCode(STAGES);
const STATUS_NAMES = wordsByCode(STATUS_CODES);

export function kindCode(kind: CheckKind): number {
  return KINDS[kind];
}

export function kindOf(code: number): CheckKind {
  return KIND_NAMES.get(code) ?? "asked";
}

/** Verdict in bits 0 and 1, "excluded" in bit 2, the failed stage above: 0 for a check with nothing to tell. */
export function outcomeCode({ verdict, failedStage, excluded }: Outcome): number {
  return VERDICTS[verdict] + (excluded ? 4 : 0) + 8 * (failedStage === null ? 0 : STAGES[failedStage]);
}

export type Outcome = Pick<CheckRow, "verdict" | "failedStage" | "excluded">;

export function outcomeOf(code: number): Outcome {
  return {
    verdict: VERDICT_NAMES.get(code % 4) ?? "unreachable",
    failedStage: STAGE_NAMES.get(Math.floor(code / 8)) ?? null,
    excluded: code % 8 >= 4,
  };
}

export function statusOf(code: number): HostStatus {
  return STATUS_NAMES.get(code) ?? "unknown";
}

/** SQL: of the states that several vantages have of a host, the worst first; one that knows nothing any more comes last. */
export function worstFirst(status: string, vantage: string): string {
  return `CASE ${status} WHEN ${STATUS_CODES.unknown} THEN -1 ELSE ${status} END DESC, ${vantage}`;
}

/** The same for two states: is the first one to be shown before the other? */
export function isShownBefore(
  one: { readonly status: HostStatus; readonly vantage: number },
  other: { readonly status: HostStatus; readonly vantage: number },
): boolean {
  const difference = shownRank(one.status) - shownRank(other.status);
  return difference > 0 || (difference === 0 && one.vantage < other.vantage);
}

function shownRank(status: HostStatus): number {
  return status === "unknown" ? -1 : STATUS_CODES[status];
}

function wordsByCode<Word extends string>(codes: Readonly<Record<Word, number>>): ReadonlyMap<number, Word> {
  const words = new Map<number, Word>();
  for (const word in codes) words.set(codes[word], word);
  return words;
}
