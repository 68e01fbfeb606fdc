// What is new, what vanished, what calls itself something else: decided from one sweep and what was known before it.

/** A host that answered a sweep. */
export interface FoundHost {
  readonly host: string;
  readonly port: number;
  /** What it calls itself; null when it did not say. */
  readonly name: string | null;
}

export interface KnownHost extends FoundHost {
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** Sweeps in a row that asked it without an answer. */
  readonly missed: number;
}

/** What a discovery remembers between its sweeps. Plain JSON; the hosts in order of their first sight. */
export interface SweepMemory {
  readonly sweeps: number;
  readonly lastStartedMs: number | null;
  readonly hosts: readonly KnownHost[];
}

export const NO_MEMORY: SweepMemory = { sweeps: 0, lastStartedMs: null, hosts: [] };

/** What one sweep brought. */
export interface SweepResult {
  readonly startedMs: number;
  readonly found: readonly FoundHost[];
  /** `endpointKey` of everything that was asked to the end; one that a budget cut off is not among them. */
  readonly asked: ReadonlySet<string>;
  /** Everything that its sources name; null when one of them could not be read. */
  readonly listed: ReadonlySet<string> | null;
}

export type DiscoveryEvent =
  | { readonly event: "found" | "returned" | "vanished" | "unlisted"; readonly host: FoundHost }
  | { readonly event: "renamed"; readonly host: FoundHost; readonly before: string };

/** The same for a host and port however the name is written. */
export function endpointKey({ host, port }: Pick<FoundHost, "host" | "port">): string {
  return `${host.toLowerCase().replace(/\.$/, "")} ${port}`;
}

/**
 * Memory and events after a sweep. A host counts as vanished when it missed `missedSweeps` in a row, and is told once; one
 * that no source names any more is "unlisted" and forgotten. A name that was not told is no change of the name.
 */
export function afterSweep(
  memory: SweepMemory,
  sweep: SweepResult,
  missedSweeps: number,
): { readonly memory: SweepMemory; readonly events: readonly DiscoveryEvent[] } {
  const events: DiscoveryEvent[] = [];
  const answered = new Map(sweep.found.map((host) => [endpointKey(host), host]));
  const hosts: KnownHost[] = [];
  const before = new Set<string>();
  for (const known of memory.hosts) {
    const key = endpointKey(known);
    before.add(key);
    const seen = answered.get(key);
    if (seen !== undefined) {
      hosts.push(seenAgain(known, seen, sweep.startedMs, missedSweeps, events));
    } else if (sweep.listed !== null && !sweep.listed.has(key)) {
      events.push({ event: "unlisted", host: hostOf(known) });
    } else if (sweep.asked.has(key)) {
      const missed = known.missed + 1;
      if (missed === missedSweeps) events.push({ event: "vanished", host: hostOf(known) });
      hosts.push({ ...known, missed });
    } else {
      hosts.push(known);
    }
  }
  for (const [key, host] of answered) {
    if (before.has(key)) continue;
    events.push({ event: "found", host: hostOf(host) });
    hosts.push({ ...hostOf(host), firstSeenMs: sweep.startedMs, lastSeenMs: sweep.startedMs, missed: 0 });
  }
  return { memory: { sweeps: memory.sweeps + 1, lastStartedMs: sweep.startedMs, hosts }, events };
}

function seenAgain(
  known: KnownHost,
  seen: FoundHost,
  atMs: number,
  missedSweeps: number,
  events: DiscoveryEvent[],
): KnownHost {
  const name = seen.name ?? known.name;
  const host = { host: seen.host, port: seen.port, name };
  if (known.missed >= missedSweeps) events.push({ event: "returned", host });
  if (known.name !== null && name !== null && name.toLowerCase() !== known.name.toLowerCase()) {
    events.push({ event: "renamed", host, before: known.name });
  }
  return { ...host, firstSeenMs: known.firstSeenMs, lastSeenMs: atMs, missed: 0 };
}

function hostOf({ host, port, name }: FoundHost): FoundHost {
  return { host, port, name };
}

/** When the next sweep is due. A clock that was put back makes it due within one period, not after the jump. */
export function nextSweepMs({ lastStartedMs }: SweepMemory, everyMinutes: number, nowMs: number): number {
  if (lastStartedMs === null) return nowMs;
  return Math.min(lastStartedMs, nowMs) + everyMinutes * 60_000;
}
