import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";
import {
  type Configuration,
  configurationChanges,
  type ConfigurationChanges,
  type KnownWords,
} from "../../core/configuration/index.ts";
import { type LoadedConfiguration, readConfiguration, readText } from "./load-configuration.ts";

export interface ConfigurationTurn {
  readonly loaded: LoadedConfiguration;
  readonly configuration: Configuration;
  readonly changes: ConfigurationChanges;
}

export interface ConfigurationWatchOptions {
  readonly channels: KnownWords["channels"];
  /** What holds now; the first change is told against it. */
  readonly current: Configuration;
  /** A good file that says something new. It is not called again before it has resolved. */
  readonly onChange: (turn: ConfigurationTurn) => Promise<void> | void;
  /** A bad file: the old configuration stays. Told once for each version of the file. */
  readonly onRefused: (loaded: LoadedConfiguration) => void;
  /** Milliseconds in which a file that is being written may settle. */
  readonly settleMs?: number;
  /** Milliseconds between two looks where the system tells of no changes (network file systems). */
  readonly pollMs?: number;
}

const SETTLE_MS = 250;
const POLL_MS = 5000;
/** An editor that truncates before it writes, or renames, leaves an empty file or none for a moment. */
const EMPTY_SETTLES = 8;

/** Watches one configuration file until `close`. */
export class ConfigurationWatch {
  readonly #file: string;
  readonly #options: ConfigurationWatchOptions;
  readonly #settleMs: number;
  #watcher: FSWatcher | undefined;
  #poll: NodeJS.Timeout | undefined;
  #configuration: Configuration;
  #seen: string | undefined;
  #work: Promise<void> | undefined;
  #isAsked = false;
  #isClosed = false;

  constructor(file: string, options: ConfigurationWatchOptions) {
    this.#file = file;
    this.#options = options;
    this.#configuration = options.current;
    this.#settleMs = options.settleMs ?? SETTLE_MS;
    try {
      // The folder, because editors and Kubernetes put another file in the place of the old one.
      this.#watcher = watch(dirname(file), () => this.#ask());
      this.#watcher.on("error", () => this.#watcher?.close());
    } catch {
      // Where the system cannot tell of changes, looking now and then finds them.
      this.#watcher = undefined;
    }
    this.#poll = setInterval(() => this.#ask(), options.pollMs ?? POLL_MS);
    this.#poll.unref();
    this.#ask();
  }

  /** Looks now (SIGHUP), and resolves when what was found has been taken over or refused. */
  async look(): Promise<void> {
    this.#ask();
    await this.#work;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watcher?.close();
    clearInterval(this.#poll);
    await this.#work;
  }

  #ask(): void {
    this.#isAsked = true;
    this.#work ??= this.#run().finally(() => {
      this.#work = undefined;
      if (this.#isAsked && !this.#isClosed) this.#ask();
    });
  }

  async #run(): Promise<void> {
    while (this.#isAsked && !this.#isClosed) {
      this.#isAsked = false;
      // One look at a time: each must see what the one before it did.
      await this.#lookOnce();
    }
  }

  async #lookOnce(): Promise<void> {
    const text = await this.#settledText();
    const version = typeof text === "string" ? text : undefined;
    if (this.#isClosed || (version ?? "\u0000") === this.#seen) return;
    this.#seen = version ?? "\u0000";
    const loaded = typeof text === "string" ? readConfiguration(this.#file, text, this.#options.channels) : text;
    const { configuration } = loaded;
    if (configuration === null) {
      this.#options.onRefused(loaded);
      return;
    }
    const changes = configurationChanges(this.#configuration, configuration);
    if (changes.isEmpty) return;
    await this.#options.onChange({ loaded, configuration, changes });
    this.#configuration = configuration;
  }

  /** The text when two looks in a row found the same; an empty file must stay so for longer. */
  async #settledText(): Promise<string | LoadedConfiguration> {
    let before = await readText(this.#file);
    if (typeof before === "string" && before === this.#seen) return before;
    for (let same = 0; ;) {
      await pause(this.#settleMs);
      const now = await readText(this.#file);
      same = isSameText(before, now) ? same + 1 : 0;
      const isThin = typeof now !== "string" || now.trim() === "";
      if (this.#isClosed || same >= (isThin ? EMPTY_SETTLES : 1)) return now;
      before = now;
    }
  }
}

function isSameText(one: string | LoadedConfiguration, other: string | LoadedConfiguration): boolean {
  return typeof one === "string" ? one === other : typeof other !== "string";
}

async function pause(ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Tells of every good change of the file, and of every bad one, until it is closed. */
export function watchConfiguration(file: string, options: ConfigurationWatchOptions): ConfigurationWatch {
  return new ConfigurationWatch(file, options);
}
