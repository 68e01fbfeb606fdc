import {
  type Depending,
  dependencyCycle,
  ringText,
  type Target,
  type TargetId,
  type TargetSettings,
} from "../../../core/fleet/index.ts";
import { printable } from "../../../core/texts/index.ts";
import type { Call, CallShape } from "../operation.ts";
import { Problem } from "../problem.ts";

/** Names that a target may lead to, read one by one: chains are short, and a gateway is read once for all hosts behind it. */
const MOST_READ = 10_000;

/**
 * Throws a "conflict" that names the ring when these targets, put where others are already, would depend on each other in
 * one. Only what the new ones lead to is read: a target that leads nowhere closes no ring.
 *
 * @param replaced targets that the new ones take the place of, under whatever name
 */
export async function refuseRings<Shape extends CallShape>(
  call: Call<Shape>,
  settings: readonly TargetSettings[],
  replaced: readonly TargetId[] = [],
): Promise<void> {
  const { targets } = call.services.store;
  const isReplaced = ({ id }: Target): boolean => replaced.includes(id);
  const found = new Map<string, Depending>();
  for (const each of settings) found.set(nameOf(each), { tenant: call.tenant, name: nameOf(each), settings: each });
  const missing = new Set<string>();
  const open = [...found.values()].flatMap(namedBy);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name) || missing.has(name)) continue;
    if (found.size + missing.size > settings.length + MOST_READ) break;
    // Each name is told by the one before it.
    const target = await targets.byName(call.tenant, name);
    if (target === null || isReplaced(target)) {
      missing.add(name);
      continue;
    }
    found.set(name, target);
    open.push(...namedBy(target));
  }
  const cycle = dependencyCycle([...found.values()]);
  if (cycle === null) return;
  const ring = printable(ringText(cycle), 300);
  throw new Problem("conflict", {
    en: `Targets would depend on each other in a ring: ${ring}`,
    zh: `目标之间将形成循环依赖：${ring}`,
  });
}

function namedBy({ settings: { dependsOn = [], gateway, balancer } }: Depending): readonly string[] {
  return [...dependsOn, ...[gateway, balancer].filter((name) => name !== undefined)];
}

/** As the store calls it. */
function nameOf({ name, host, port = 3389 }: TargetSettings): string {
  return name ?? `${host}:${port}`;
}
