import { ReadCursor, WriteCursor } from "../../../core/bytes/index.ts";
import { TIMED_STAGES } from "../../../core/fleet/index.ts";
import type { CheckRow, TimedStage } from "../../../core/fleet/index.ts";
import { readNumber, readSigned, writeNumber, writeSigned } from "./base128.ts";
import { decoded } from "./decoded.ts";
import { outcomeCode, outcomeOf } from "./row-codes.ts";

// What a check found, as few bytes: 15 of a typical one, where columns of their own take 32. In this order, all but the
// first byte as base-128 numbers:
//
//   outcome      its code (row-codes.ts, below 0x80), 0x80 added when causes follow
//   causes       number of the set; only when the bit says so
//   lateness     milliseconds from slot to beginning, signed
//   beyond       microseconds of the total beyond the sum of the stages, signed
//   stages       for each of TIMED_STAGES 0 when it did not complete, else its microseconds plus 1; none behind the last
//                one that completed

const HAS_CAUSES = 0x80;

/** Number of the set of causes (0: none), and what else one check found. */
export interface CheckFindings extends Pick<CheckRow, "verdict" | "failedStage" | "excluded" | "stagesUs" | "totalUs"> {
  readonly causeSet: number;
  /** From the slot to the beginning. */
  readonly lateMs: number;
}

/** All numbers must be whole. */
export function packFindings(findings: CheckFindings): Uint8Array {
  const { causeSet, lateMs, stagesUs, totalUs } = findings;
  const cursor = new WriteCursor(24);
  cursor.u8(outcomeCode(findings) + (causeSet === 0 ? 0 : HAS_CAUSES));
  if (causeSet !== 0) writeNumber(cursor, causeSet);
  writeSigned(cursor, lateMs);
  writeSigned(cursor, totalUs - sumOf(stagesUs));
  const last = TIMED_STAGES.findLastIndex((stage) => stagesUs[stage] !== undefined);
  for (const stage of TIMED_STAGES.slice(0, last + 1)) {
    const us = stagesUs[stage];
    writeNumber(cursor, us === undefined ? 0 : us + 1);
  }
  return cursor.finish();
}

/** Throws StoreFailure "corrupt" for bytes that `packFindings` never writes. */
export function unpackFindings(bytes: Uint8Array): CheckFindings {
  return decoded("a result", () => readFindings(bytes));
}

function readFindings(bytes: Uint8Array): CheckFindings {
  const cursor = new ReadCursor(bytes, "result");
  const head = cursor.u8();
  const causeSet = head < HAS_CAUSES ? 0 : readNumber(cursor);
  const lateMs = readSigned(cursor);
  const beyondUs = readSigned(cursor);
  const stagesUs: Partial<Record<TimedStage, number>> = {};
  for (const stage of TIMED_STAGES) {
    if (cursor.remaining === 0) break;
    const number = readNumber(cursor);
    if (number > 0) stagesUs[stage] = number - 1;
  }
  if (cursor.remaining > 0) cursor.reject("stages", "more stages than there are");
  return { ...outcomeOf(head % HAS_CAUSES), causeSet, lateMs, stagesUs, totalUs: beyondUs + sumOf(stagesUs) };
}

function sumOf(stagesUs: CheckRow["stagesUs"]): number {
  return Object.values(stagesUs).reduce((sum, us) => sum + us, 0);
}
