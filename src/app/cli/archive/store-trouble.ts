import type { TextKey } from "../../../core/texts/index.ts";
import { StoreFailure } from "../../../io/store/index.ts";
import type { StoreTrouble } from "../../../io/store/index.ts";
import { OperationError } from "../operation-error.ts";

const TEXTS: Readonly<Record<Exclude<StoreTrouble, "bug">, TextKey>> = {
  full: "store.full",
  corrupt: "store.corrupt",
  locked: "store.locked",
  gone: "store.gone",
  newer: "store.newer",
  unusable: "store.unusable",
  conflict: "store.conflict",
};

/** Does the work; what the store complains about becomes a sentence in the reader's language. */
export async function tellingStoreTrouble<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreFailure) || error.trouble === "bug") throw error;
    throw new OperationError("environment", TEXTS[error.trouble], { reason: error.message });
  }
}
