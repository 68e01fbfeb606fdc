import { DecodeError } from "../../bytes/index.ts";
import { CHUNK_WORK_LIMIT, RECORD_WORK_LIMIT } from "./limits.ts";

/** What is left of the work that a record, and its chunk, may cost. */
export class WorkBudget {
  #ofRecord = 0;
  #ofChunk = 0;

  beginChunk(): void {
    this.#ofChunk = CHUNK_WORK_LIMIT;
    this.#ofRecord = 0;
  }

  beginRecord(): void {
    this.#ofRecord = Math.min(RECORD_WORK_LIMIT, this.#ofChunk);
  }

  /** Throws DecodeError when more is spent than there is. */
  spend(amount: number): void {
    this.#ofRecord -= amount;
    this.#ofChunk -= amount;
    if (this.#ofRecord < 0) {
      throw new DecodeError("EVTX record", 0, {
        kind: "invalid",
        field: "event",
        reason: "repeats its values too often",
      });
    }
  }
}
