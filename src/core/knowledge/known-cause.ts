import type { CauseId } from "./causes/cause-id.ts";
import { causes } from "./causes/index.ts";

export type { CauseId } from "./causes/cause-id.ts";

/** Whether a text is the id of a cause in the catalogue. */
export function isCauseId(id: string): id is CauseId {
  return Object.hasOwn(causes, id);
}
