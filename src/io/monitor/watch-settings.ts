import type { Target, WatchPolicy } from "../../core/fleet/index.ts";

/** How a fleet is watched; every value has a documented default in the configuration. */
export interface WatchSettings {
  readonly intervalMs: number;
  readonly stageTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly maxRunning: number;
  readonly maxFullRunning: number;
  readonly startsPerSecond: number;
  readonly policy: WatchPolicy;
  /** Address ranges that no check may reach. */
  readonly forbidden: readonly string[];
}

/** How often this target is checked. */
export function intervalOf(target: Target, { intervalMs }: Pick<WatchSettings, "intervalMs">): number {
  const seconds = target.settings.intervalSeconds;
  return seconds === undefined ? intervalMs : seconds * 1000;
}

/** The time of the world; tests put their own in its place. */
export interface Clock {
  nowMs(): number;
}

export const SHARDS = 64;

/** Targets are divided by their number, so that every process knows whose one is without asking. */
export function shardOf(target: number): number {
  return target % SHARDS;
}

export function shardName(shard: number): string {
  return `watch/${shard}`;
}

/** A process that is gone is noticed after this; work that it had is taken over by others. */
export const LEASE_MS = 10_000;
