/** One value of an event's own part (EventData or UserData), in the order of the event. */
export interface EventValue {
  /**
   * `Name` of a Data element, or the name of the element under UserData; nested ones are joined with "/". Empty for a
   * Data element without a name. Items of a string array repeat the name.
   */
  readonly name: string;
  /** As Windows renders it: decimal, 0x…, {GUID}, S-1-…, true/false, 2020-04-01T19:57:53.4622173Z. */
  readonly text: string;
}

/** One event of a Windows event log, or one line of a Linux log, whatever way it came in. */
export interface EventRecord {
  /** File or stream that it was read from, as people call it: "Security.evtx", "-" for standard input. */
  readonly origin: string;
  /** EventRecordID; for text formats without one, the number of the line (or of the object), counted from 1. */
  readonly recordId: number;
  /** TimeCreated in whole milliseconds since 1970-01-01T00:00:00Z … */
  readonly timeMs: number;
  /** … and the rest in units of 100 ns, 0 to 9999. Two events within one millisecond are common. */
  readonly timeTicks: number;
  /** "Security", "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"; "xrdp-sesman.log" on Linux. */
  readonly channel: string;
  /** Full name of the provider, or the program of a syslog line. */
  readonly provider: string;
  /** 0 where the format has none. */
  readonly eventId: number;
  /** 1 critical, 2 error, 3 warning, 4 information, 5 verbose; 0 logged always. */
  readonly level: number;
  readonly version?: number;
  readonly task?: number;
  readonly opcode?: number;
  /** "0x8020000000000000" */
  readonly keywords?: string;
  /** Computer as written in the event. */
  readonly computer: string;
  /** Correlation/ActivityID, lower case, without braces. */
  readonly activityId?: string;
  readonly relatedActivityId?: string;
  readonly processId?: number;
  readonly threadId?: number;
  /** SID in System/Security. */
  readonly userId?: string;
  readonly values: readonly EventValue[];
}

/** Which records are wanted. What is absent admits everything; names compare without regard to case. */
export interface EventFilter {
  readonly channels?: readonly string[];
  readonly providers?: readonly string[];
  readonly eventIds?: readonly number[];
  /** Earliest and latest TimeCreated, both included, in milliseconds since 1970. */
  readonly fromMs?: number;
  readonly untilMs?: number;
}

/** A record that could not be read: counted, told, and passed over. */
export interface DamagedRecord {
  readonly origin: string;
  /** Position of the record in the file, in bytes; of a text format, in lines. */
  readonly offset: number;
  readonly recordId?: number;
  readonly reason: string;
}

/** The first value of this name; undefined where the event has none. */
export function valueOf(record: EventRecord, name: string): string | undefined {
  for (const value of record.values) if (value.name === name) return value.text;
  return undefined;
}

/** Where a sentence about this record points to: "Security.evtx#4711". */
export function recordReference(record: EventRecord): string {
  return `${record.origin}#${record.recordId}`;
}
