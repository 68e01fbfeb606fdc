import type { Because } from "../diagnosis/index.ts";
import type { Judgement } from "./control.ts";

export function met(because: readonly Because[]): Judgement {
  return { outcome: "met", because };
}

export function notMet(because: readonly Because[]): Judgement {
  return { outcome: "not-met", because };
}

export function notTested(): Judgement {
  return { outcome: "not-tested", because: [] };
}
