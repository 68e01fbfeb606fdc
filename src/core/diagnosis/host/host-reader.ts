import {
  type HostInventory,
  type InventorySections,
  type RegistryValue,
  sectionOf,
  type SectionName,
} from "../../inventory/index.ts";
import type { Because } from "../finding.ts";
import type { EventTally, Stretch } from "./event-index.ts";
import type { HostEvidence } from "./host-evidence.ts";

/** What happened within a window of time, of one source and detail. */
export interface EventSign {
  readonly source: string;
  readonly detail: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly samples: readonly string[];
  readonly users: readonly string[];
  readonly addresses: readonly string[];
  readonly tally: EventTally;
}

/** Value of a piece of evidence `event.<source>`: plain JSON. */
export interface EventValueOfBecause {
  readonly detail: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly samples: readonly string[];
}

/**
 * How long before the moment that is explained an event still counts: a fault that keeps people out shows itself at every
 * attempt, so a day without it means that it is over.
 */
export const RECENT_MS = 86_400_000;
/** The same for what is written once a start of the service, or once a day by licensing and certificates. */
export const RARE_MS: number = 14 * RECENT_MS;
/** Clocks and the order of writing may put a record a little after the moment that is explained. */
const AFTER_MS = 300_000;
const SAMPLES = 5;
const NAMES = 5;

const POLICY_KEY = "hklm\\software\\policies\\microsoft\\windows nt\\terminal services";
const SERVER_KEY = "hklm\\system\\currentcontrolset\\control\\terminal server";
const LISTENER_KEY = `${SERVER_KEY}\\winstations\\rdp-tcp`;

function plainKey(key: string): string {
  return key
    .toLowerCase()
    .replace(/^hkey_local_machine\\/, "hklm\\")
    .replace(/^hklm\\system\\controlset\d{3}\\/, "hklm\\system\\currentcontrolset\\")
    .replace(/\\+$/, "");
}

/** Reads the evidence of one host as of one moment, and cites what it read. */
export class HostReader {
  readonly evidence: HostEvidence;
  readonly inventory: HostInventory | undefined;

  constructor(evidence: HostEvidence) {
    this.evidence = evidence;
    this.inventory = evidence.inventory;
  }

  get referenceMs(): number {
    return this.evidence.referenceMs;
  }

  /** What this source wrote within the window before the moment that is explained; the newest detail first. */
  signs(source: string, windowMs: number = RECENT_MS, admits?: (detail: string) => boolean): readonly EventSign[] {
    const within: Stretch = { fromMs: this.referenceMs - windowMs, untilMs: this.referenceMs + AFTER_MS };
    return (this.evidence.events?.of(source) ?? [])
      .filter(({ detail }) => admits === undefined || admits(detail))
      .flatMap((tally) => signWithin(tally, within) ?? [])
      .toSorted((one, other) => other.lastMs - one.lastMs);
  }

  /** The newest of several sources, by its latest record. */
  newest(sources: readonly string[], windowMs: number, admits?: (detail: string) => boolean): EventSign | undefined {
    return sources
      .flatMap((source) => this.signs(source, windowMs, admits))
      .toSorted((one, other) => other.lastMs - one.lastMs)[0];
  }

  /** The value of a section that was collected. */
  section<Name extends SectionName>(name: Name): InventorySections[Name] | undefined {
    return this.inventory === undefined ? undefined : sectionOf(this.inventory, name);
  }

  /** Where a section stands, for a citation. */
  sectionAt(name: SectionName): string {
    return this.inventory?.sections[name]?.at ?? name;
  }

  /** A value of the registry; undefined where it was not exported or is not there. */
  registry(key: string, name: string): RegistryValue | undefined {
    const wanted = plainKey(key);
    return this.section("registry")?.findLast(
      (value) =>
        value.change === undefined && value.name.toLowerCase() === name.toLowerCase() && plainKey(value.key) === wanted,
    );
  }

  policy(name: string): RegistryValue | undefined {
    return this.registry(POLICY_KEY, name);
  }

  /** The value that counts for the listener: the policy's, else its own. */
  listener(name: string): RegistryValue | undefined {
    return this.policy(name) ?? this.registry(LISTENER_KEY, name);
  }

  server(name: string): RegistryValue | undefined {
    return this.registry(SERVER_KEY, name);
  }

  citeRegistry(side: Because["side"], entry: RegistryValue): Because {
    const isPolicy = plainKey(entry.key).includes("\\policies\\");
    return { side, fact: `setting.${entry.name}`, value: { value: entry.value, isPolicy }, at: entry.at };
  }

  /** A remote logon or return to a session after this time: people get in again. */
  worksSince(timeMs: number): Because | undefined {
    const sign = this.newest(this.#logonSources(), RARE_MS, (detail) => detail === "remote");
    return sign === undefined || sign.lastMs <= timeMs ? undefined : cite("against", sign);
  }

  #logonSources(): readonly string[] {
    const kinds: readonly string[] = ["session-logon", "session-reconnected"];
    const tallies = this.evidence.events?.tallies() ?? [];
    return [...new Set(tallies.filter(({ latest }) => kinds.includes(latest.kind)).map(({ source }) => source))];
  }

  /** Whether a channel of the host was read and covers this stretch without a gap. */
  covers(channel: RegExp, { fromMs, untilMs }: Stretch): boolean {
    const newestMs = Math.max(...this.evidence.channels.map(({ lastMs }) => lastMs));
    return this.evidence.channels.some(
      (coverage) =>
        channel.test(coverage.channel) &&
        coverage.firstMs <= fromMs &&
        // A quiet channel ends before the others of the same export.
        newestMs >= untilMs &&
        !coverage.missing.some((gap) => gap.untilMs >= fromMs && gap.fromMs <= untilMs),
    );
  }
}

function signWithin(tally: EventTally, { fromMs, untilMs }: Stretch): EventSign | undefined {
  const episodes = tally.episodes.filter((episode) => episode.lastMs >= fromMs && episode.firstMs <= untilMs);
  const [first] = episodes;
  const last = episodes.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const samples = [...new Set(episodes.flatMap((episode) => episode.samples))];
  return {
    source: tally.source,
    detail: tally.detail,
    count: episodes.reduce((sum, { count }) => sum + count, 0),
    firstMs: first.firstMs,
    lastMs: last.lastMs,
    samples: samples.length <= SAMPLES ? samples : [...samples.slice(0, SAMPLES - 1), samples.at(-1) ?? ""],
    users: [...new Set(episodes.flatMap(({ users }) => users))].slice(0, NAMES),
    addresses: [...new Set(episodes.flatMap(({ addresses }) => addresses))].slice(0, NAMES),
    tally,
  };
}

/** An event as evidence: how often, from when to when, and which records. */
export function cite(side: Because["side"], sign: EventSign): Because {
  const { source, detail, count, firstMs, lastMs, samples } = sign;
  const value: EventValueOfBecause = { detail, count, firstMs, lastMs, samples };
  return { side, fact: `event.${source}`, value, at: samples.at(-1) ?? "" };
}
