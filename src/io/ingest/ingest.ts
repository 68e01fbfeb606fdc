import type { Readable } from "node:stream";
import type { DamagedRecord, EventFilter, EventRecord } from "../../core/eventlog/index.ts";
import type { HostInventory } from "../../core/inventory/index.ts";

/** How far reading has come, for a line on stderr. */
export interface IngestProgress {
  readonly files: number;
  readonly filesDone: number;
  readonly bytes: number;
  readonly bytesDone: number;
  readonly records: number;
}

/**
 * A file that gave nothing, and why: no log, unreadable, the same content as another one. "foreign" is told of a log that
 * was read: so many of its documents (`detail`) are sound, but no events of a host.
 */
export interface PassedOver {
  readonly path: string;
  readonly why: "not-a-log" | "unreadable" | "empty" | "duplicate" | "too-large" | "unsupported" | "foreign";
  /** Of a duplicate: the file that was read; of the others, the reason in words of the system. */
  readonly detail?: string;
}

export interface IngestOptions {
  /** Files, folders, archives (.zip, .tar.gz) and .gz files; "-" is standard input. */
  readonly paths: readonly string[];
  readonly stdin?: Readable;
  readonly filter?: EventFilter;
  /** "time": records of all files merged by time. "file": file after file, in the order of the file. */
  readonly order: "file" | "time";
  /** Goes on reading what is appended to text logs, until the signal is aborted. */
  readonly follow?: boolean;
  /** Unknown formats named instead of guessed: "evtx", "xml", "json", "syslog", "xrdp". */
  readonly format?: string;
  /** Distance from UTC of logs that write local time without one, east positive; without it, the zone of this machine. */
  readonly utcOffsetMinutes?: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: IngestProgress) => void;
  readonly onDamage?: (damaged: DamagedRecord) => void;
  readonly onPassedOver?: (file: PassedOver) => void;
  /** A log writes local time without an offset, and none was given: it is read in the zone of this machine. */
  readonly onZoneAssumed?: (origin: string) => void;
  /** A named pipe gave nothing for some seconds; it is still waited for, until the signal is aborted. */
  readonly onWaiting?: (path: string) => void;
}

/** Records come in batches: an await for each would cost more than reading it. */
export type EventBatches = AsyncIterable<readonly EventRecord[]>;

/** What a folder or archive holds beside events. */
export interface FoundInventory {
  readonly inventories: readonly HostInventory[];
  readonly passedOver: readonly PassedOver[];
}
