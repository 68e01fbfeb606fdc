import type { ScopeKind, Target } from "./target.ts";

/** Kinds of groups that a target can name, the narrowest first. */
export const GROUP_KINDS: readonly GroupKind[] = ["gateway", "balancer", "site", "pool"];
export type GroupKind = Extract<ScopeKind, "gateway" | "balancer" | "site" | "pool">;

/** Groups that a target belongs to, as rollups and scopes name them: "fleet", "site/berlin" … */
export function groupsOf({ settings }: Pick<Target, "settings">): readonly string[] {
  const named = GROUP_KINDS.flatMap((kind) => (settings[kind] === undefined ? [] : [`${kind}/${settings[kind]}`]));
  return ["fleet", ...named];
}
