import type { CauseId } from "./causes/cause-id.ts";
import type { CauseVariant } from "./causes/cause.ts";
import { causes } from "./causes/index.ts";

export type { CauseId } from "./causes/cause-id.ts";

/** Whether a text is the id of a cause in the catalogue. */
export function isCauseId(id: string): id is CauseId {
  return Object.hasOwn(causes, id);
}

/** What the catalogue says of a cause in this form: what its variant leaves out is that of the cause. */
export function causeAs(id: CauseId, variant: string | undefined): Required<Omit<CauseVariant, "unverified">> {
  const cause = causes[id];
  const of = variant === undefined ? undefined : cause.variants?.[variant];
  return {
    title: of?.title ?? cause.title,
    explanation: of?.explanation ?? cause.explanation,
    fromOutside: of?.fromOutside ?? cause.fromOutside,
    remedies: { ...cause.remedies, ...of?.remedies },
  };
}
