import { DEFAULT_TENANT, type TargetSettings } from "../../core/fleet/index.ts";
import { DEMO_FLEET } from "../../io/monitor/index.ts";
import type { Store } from "../../io/store/index.ts";

/** Declares the demo's fleet, or takes away what a demo left behind: its hosts are never watched as if they were real. */
export async function declareDemo(
  store: Store,
  isDemo: boolean,
  lab: readonly TargetSettings[],
  nowMs: number,
): Promise<void> {
  const settings = [...DEMO_FLEET.map((host) => host.settings), ...lab];
  const known = new Set(settings.map(({ name }) => name));
  const targets = await store.targets.all();
  const left = targets.filter(({ origin, name }) => origin === "demo" && !(isDemo && known.has(name)));
  await store.targets.remove(
    DEFAULT_TENANT,
    left.map(({ id }) => id),
  );
  if (isDemo) await store.targets.putAll(DEFAULT_TENANT, settings, "demo", nowMs);
}
