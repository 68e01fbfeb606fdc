/** A record of a log: a line of `rdpulse events --ndjson`, an item of `records` with `--json`. */
export interface EventDocument {
  readonly schema: "rdpulse.event/1";
  /** FILE#RECORD */
  readonly at: string;
  /** UTC with seven digits behind the second. */
  readonly time: string;
  readonly computer: string;
  readonly channel: string;
  readonly provider: string;
  readonly eventId: number;
  readonly level: number;
  readonly recordId: number;
  readonly version?: number;
  readonly task?: number;
  readonly opcode?: number;
  readonly keywords?: string;
  readonly activityId?: string;
  readonly relatedActivityId?: string;
  readonly processId?: number;
  readonly threadId?: number;
  readonly userId?: string;
  /** Values by name; a name that occurs several times has a list, values without a name are under "". */
  readonly data: Readonly<Record<string, string | readonly string[]>>;
}

/** What `rdpulse events --json` prints. */
export interface EventsReport {
  readonly schema: "rdpulse.events/1";
  readonly records: readonly EventDocument[];
  /** The first thousand; `counts.damaged` is their whole number. */
  readonly damaged: readonly DamagedDocument[];
  readonly passedOver: readonly PassedOverDocument[];
  readonly counts: EventCounts;
  /** False where `--limit` or an interruption ended the reading. */
  readonly complete: boolean;
}

export interface DamagedDocument {
  readonly origin: string;
  /** In bytes; of a text format, in lines. */
  readonly offset: number;
  readonly recordId?: number;
  readonly reason: string;
}

export interface PassedOverDocument {
  readonly path: string;
  readonly why: string;
  readonly detail?: string;
}

export interface EventCounts {
  readonly records: number;
  readonly damaged: number;
  readonly logs: number;
}
