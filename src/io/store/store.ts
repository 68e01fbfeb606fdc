import type { Delivery } from "../../core/alerting/index.ts";
import type {
  CheckKind,
  CheckRow,
  FactChange,
  HostState,
  HostStatus,
  Origin,
  Target,
  TargetId,
  TargetSettings,
  TenantId,
  VantageId,
  WatchedFacts,
} from "../../core/fleet/index.ts";
import type { IncidentChange, IncidentId, IncidentRecord, TimelineEntry } from "../../core/incident/index.ts";
import type { GroupRollup, HostRollup } from "../../core/reliability/index.ts";

// What the rest of the house may ask of a store. Two engines stand behind it, SQLite and PostgreSQL; one suite of tests
// runs on both. Times are epoch milliseconds and given by the caller. Every method rejects with StoreFailure alone.

/** A page of something, and where the next one begins: null at the end. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface TargetFilter {
  /** Part of name or host, or a whole group's name; case-insensitive. */
  readonly search?: string;
  readonly status?: readonly HostStatus[];
  readonly cause?: string;
  readonly site?: string;
  readonly gateway?: string;
  readonly balancer?: string;
  readonly pool?: string;
  readonly build?: string;
  readonly tag?: readonly [name: string, value: string];
  readonly sort?: "worst" | "name" | "host" | "site" | "since" | "total" | "certificate";
  readonly descending?: boolean;
  /** At most 1000; 100 when absent. */
  readonly limit?: number;
  readonly cursor?: string;
  /** Passes over so many first: for somebody who jumps into the middle of a long list. */
  readonly skip?: number;
}

/** A target with what is known of it now. */
export interface TargetView {
  readonly target: Target;
  /** null before the first check. */
  readonly state: HostState | null;
  readonly facts: WatchedFacts;
}

export interface TargetStore {
  /** A new target; "conflict" where one with this name is there already, also when two callers add it at once. */
  add(tenant: TenantId, settings: TargetSettings, origin: Origin, nowMs: number): Promise<Target>;
  /** The target as stored; one with this name of the same origin is replaced, of another origin it is a "conflict". */
  put(tenant: TenantId, settings: TargetSettings, origin: Origin, nowMs: number): Promise<Target>;
  /** Thousands at once, one transaction: all or nothing. */
  putAll(
    tenant: TenantId,
    settings: readonly TargetSettings[],
    origin: Origin,
    nowMs: number,
  ): Promise<readonly Target[]>;
  /** null where it is not there; "conflict" where `ifRevision` is no longer the revision. */
  update(
    tenant: TenantId,
    id: TargetId,
    settings: TargetSettings,
    ifRevision: number | null,
    nowMs: number,
  ): Promise<Target | null>;
  remove(tenant: TenantId, ids: readonly TargetId[]): Promise<number>;
  /** Every target of every tenant in order of id: what a scheduler loads at start. */
  all(): Promise<readonly Target[]>;
  /** Those put, changed or removed since this revision of the whole table; removed ones by id. */
  changedSince(
    version: number,
  ): Promise<{ readonly version: number; readonly changed: readonly Target[]; readonly removed: readonly TargetId[] }>;
  byId(tenant: TenantId, ids: readonly TargetId[]): Promise<readonly Target[]>;
  byName(tenant: TenantId, name: string): Promise<Target | null>;
  /** Filtered, sorted and paged on the server, joined with state and facts. */
  list(tenant: TenantId, filter: TargetFilter): Promise<Page<TargetView> & { readonly total: number }>;
}

/** Everything else that a configuration declares: channels, rules, maintenance, SLO, discovery, tokens … as documents. */
export interface ResourceStore {
  list<Doc>(tenant: TenantId, kind: string): Promise<readonly StoredResource<Doc>[]>;
  get<Doc>(tenant: TenantId, kind: string, name: string): Promise<StoredResource<Doc> | null>;
  /** `ifRevision` 0: must not exist yet; null: whatever is there. Of another origin, or another revision: "conflict". */
  put<Doc>(
    tenant: TenantId,
    kind: string,
    name: string,
    doc: Doc,
    origin: Origin,
    ifRevision: number | null,
    nowMs: number,
  ): Promise<StoredResource<Doc>>;
  remove(tenant: TenantId, kind: string, name: string, origin: Origin): Promise<boolean>;
}

export interface StoredResource<Doc> {
  readonly name: string;
  readonly doc: Doc;
  readonly origin: Origin;
  readonly revision: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** A shard of the fleet's targets in one process's hands. What it writes is refused once somebody else holds a later epoch. */
export interface Lease {
  /** "watch/0" … "watch/63" for local checks, "vantage/3/7" for shares of a vantage, "judge" for incidents and alerts. */
  readonly name: string;
  readonly owner: string;
  readonly epoch: number;
  readonly untilMs: number;
}

export interface LeaseStore {
  /** Takes up to `most` of `names` that nobody holds, and renews those that `owner` holds. The database's clock decides. */
  claim(owner: string, names: readonly string[], most: number, leaseMs: number): Promise<readonly Lease[]>;
  /** Those that are still held; the others were lost. */
  renew(leases: readonly Lease[], leaseMs: number): Promise<readonly Lease[]>;
  release(leases: readonly Lease[]): Promise<void>;
  /** Who holds what now. */
  list(): Promise<readonly Lease[]>;
}

export interface IncidentFilter {
  readonly state?: readonly IncidentRecord["state"][];
  readonly severity?: readonly IncidentRecord["severity"][];
  readonly cause?: string;
  readonly target?: TargetId;
  readonly assignee?: string;
  readonly openedFromMs?: number;
  readonly openedUntilMs?: number;
  /** Newest first when absent. */
  readonly sort?: "opened" | "severity" | "members";
  readonly limit?: number;
  readonly cursor?: string;
}

export interface IncidentStore {
  /**
   * Incidents, timeline entries, deliveries and lines of the change stream in one transaction, so that no alert exists
   * without its incident nor the other way round. `fence`: refused ("conflict") when that lease is no longer held, as is
   * an incident whose revision is not above the stored one. What is stored exactly so already changes nothing, so that a
   * change whose answer was lost can be applied again.
   */
  apply(change: IncidentChange, deliveries: readonly Delivery[], fence: Lease | null, nowMs: number): Promise<void>;
  highestId(): Promise<IncidentId>;
  /** Not closed, and those closed within `closedWithinMs`: what the judge loads at start, to reopen rather than twin. */
  current(closedWithinMs: number, nowMs: number): Promise<readonly IncidentRecord[]>;
  get(tenant: TenantId, id: IncidentId): Promise<IncidentRecord | null>;
  list(tenant: TenantId, filter: IncidentFilter): Promise<Page<IncidentRecord> & { readonly total: number }>;
  timeline(tenant: TenantId, id: IncidentId): Promise<readonly TimelineEntry[]>;
}

export interface OutboxStore {
  add(deliveries: readonly Delivery[]): Promise<void>;
  /** Waiting ones whose time has come, oldest first. */
  due(nowMs: number, limit: number): Promise<readonly Delivery[]>;
  settle(
    id: string,
    outcome: {
      readonly state: Delivery["state"];
      readonly attempts: number;
      readonly nextAttemptMs: number;
      readonly lastError?: string;
      readonly deliveredMs?: number;
    },
  ): Promise<void>;
  list(
    tenant: TenantId,
    filter: {
      readonly state?: Delivery["state"];
      readonly channel?: string;
      readonly limit?: number;
      readonly cursor?: string;
    },
  ): Promise<Page<Delivery>>;
  prune(beforeMs: number): Promise<number>;
}

/**
 * One line of what happened, for pages that follow live and for those that come back after a break. Lines of targets,
 * resources, incidents and deliveries are written by the store itself, in the transaction of the change: nobody appends them.
 */
export interface ChangeLine {
  readonly seq: number;
  readonly tenant: TenantId;
  readonly atMs: number;
  /** "target", "state", "incident", "resource/channel", "facts", "discovery" … */
  readonly kind: string;
  /** "*": so many at once that a reader had better load them anew. */
  readonly id: string;
  /** Plain JSON, small. */
  readonly detail: unknown;
}

export interface ChangeStream {
  append(lines: readonly Omit<ChangeLine, "seq">[]): Promise<void>;
  /**
   * After `seq`, oldest first. `missed`: lines between were pruned; the reader must load everything anew. `last`: where to go
   * on; with a `limit` of 0 the end of the stream.
   */
  since(
    tenant: TenantId,
    seq: number,
    limit: number,
  ): Promise<{ readonly lines: readonly ChangeLine[]; readonly missed: boolean; readonly last: number }>;
  prune(keep: number): Promise<void>;
}

/** Who did what through API, file or command line; never pruned by the product itself before a year. */
export interface AuditTrailLine {
  readonly tenant: TenantId;
  readonly atMs: number;
  readonly by: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: unknown;
}

export interface SafeStore {
  /** Encrypted with a key that is not in the store. */
  putSecret(tenant: TenantId, name: string, value: string, nowMs: number): Promise<void>;
  /** null where it is not there. */
  secret(tenant: TenantId, name: string): Promise<string | null>;
  secretNames(tenant: TenantId): Promise<readonly string[]>;
  removeSecret(tenant: TenantId, name: string): Promise<boolean>;
  /** The answer that was given before to the same key and request; null when it is new. "conflict": same key, other request. */
  repeatOf(
    tenant: TenantId,
    key: string,
    requestHash: string,
  ): Promise<{ readonly status: number; readonly body: string } | null>;
  rememberAnswer(
    tenant: TenantId,
    key: string,
    requestHash: string,
    answer: { readonly status: number; readonly body: string },
    nowMs: number,
  ): Promise<void>;
  recordAction(line: AuditTrailLine): Promise<void>;
  actions(tenant: TenantId, limit: number, cursor?: string): Promise<Page<AuditTrailLine>>;
}

/** A transcript that is kept of a failing or degraded target. */
export interface KeptTranscript {
  readonly tenant: TenantId;
  readonly target: TargetId;
  readonly vantage: VantageId;
  readonly atMs: number;
  /** *degraded*: the check that first found what hinders now. */
  readonly reason: "first-failure" | "fault-changed" | "latest" | "asked" | "degraded";
  readonly kind: CheckKind;
  readonly text: string;
}

/** What one batch of results brings; written in one transaction with state and rollups. */
export interface ResultBatch {
  readonly rows: readonly CheckRow[];
  readonly states: readonly HostState[];
  readonly facts: readonly FactChange[];
  readonly transcripts: readonly KeptTranscript[];
  /** Groups of each target in `rows`, for the rollups per group. */
  readonly groups: ReadonlyMap<TargetId, readonly string[]>;
  /**
   * Under which of the leases a check was made; when absent "watch/<target % 64>" here, and "vantage/<id>/<target % 64>" or
   * "vantage/<id>" elsewhere.
   */
  readonly leaseOf?: (target: TargetId, vantage: VantageId) => string;
}

export interface ResultStore {
  /**
   * Rows that are there already (same target, vantage, slot and kind) change nothing. `fences`: the leases under which they
   * were made; what belongs to a lease that is no longer held is left out. Without any, nothing is fenced. Gives how many rows
   * were new.
   */
  record(batch: ResultBatch, fences: readonly Lease[]): Promise<number>;
  states(tenant: TenantId | null, targets?: readonly TargetId[]): Promise<readonly HostState[]>;
  /** States written after this version, and the version now. */
  statesSince(version: number): Promise<{ readonly version: number; readonly states: readonly HostState[] }>;
  facts(tenant: TenantId, target: TargetId, vantage?: VantageId): Promise<WatchedFacts>;
  /** Of all hosts, or only of those whose certificate ends before this moment (or has ended). */
  allFacts(
    tenant: TenantId | null,
    certificateEndsBeforeMs?: number,
  ): Promise<readonly { readonly target: TargetId; readonly vantage: VantageId; readonly facts: WatchedFacts }[]>;
  factChanges(
    tenant: TenantId,
    filter: {
      readonly target?: TargetId;
      readonly fact?: string;
      readonly fromMs?: number;
      readonly untilMs?: number;
      readonly limit?: number;
      readonly cursor?: string;
    },
  ): Promise<Page<FactChange>>;
  rows(
    tenant: TenantId,
    target: TargetId,
    fromMs: number,
    untilMs: number,
    limit: number,
    vantage?: VantageId,
  ): Promise<readonly CheckRow[]>;
  hostRollups(
    tenant: TenantId,
    targets: readonly TargetId[] | null,
    span: HostRollup["span"],
    fromMs: number,
    untilMs: number,
  ): Promise<readonly HostRollup[]>;
  /** One tally a target over the whole time, from the rollups: what a table of 10,000 hosts shows. */
  hostTotals(
    tenant: TenantId,
    fromMs: number,
    untilMs: number,
  ): Promise<readonly { readonly target: TargetId; readonly checks: number; readonly successes: number }[]>;
  groupRollups(
    tenant: TenantId,
    groups: readonly string[] | null,
    span: GroupRollup["span"],
    fromMs: number,
    untilMs: number,
  ): Promise<readonly GroupRollup[]>;
  transcripts(tenant: TenantId, target: TargetId): Promise<readonly KeptTranscript[]>;
  /** Counts by status, cause and so on, for an overview: from the table of states alone. */
  overview(tenant: TenantId): Promise<FleetOverview>;
  /** Beginnings (UTC) of the days of which there are rows, oldest first. */
  days(): Promise<readonly number[]>;
  /** Drops whole days of rows, old rollups, what exceeds the size of transcripts. Gives what went. */
  retain(limits: RetentionLimits, nowMs: number): Promise<{ readonly droppedDays: readonly string[] }>;
}

export interface FleetOverview {
  readonly statuses: Readonly<Partial<Record<HostStatus, number>>>;
  readonly causes: readonly { readonly cause: string; readonly hosts: number }[];
  readonly groups: readonly { readonly group: string; readonly hosts: number; readonly down: number }[];
  readonly builds: readonly { readonly build: string; readonly hosts: number; readonly down: number }[];
}

export interface RetentionLimits {
  readonly rawDays: number;
  readonly hourDays: number;
  readonly dayDays: number;
  readonly minuteDays: number;
  readonly transcriptBytes: number;
}

/** A session as a host's own events told it, kept for "who is on which host". */
export interface StoredSession {
  readonly tenant: TenantId;
  readonly target: TargetId | null;
  readonly host: string;
  readonly key: string;
  readonly user: string;
  readonly address: string | null;
  readonly state: "active" | "disconnected" | "ended" | "unknown";
  readonly startMs: number;
  readonly endMs: number | null;
  /** When the knowledge of it was last renewed. */
  readonly seenMs: number;
  readonly detail: unknown;
}

export interface SessionStore {
  put(sessions: readonly StoredSession[]): Promise<void>;
  list(
    tenant: TenantId,
    filter: {
      readonly host?: string;
      readonly target?: TargetId;
      readonly user?: string;
      readonly state?: readonly StoredSession["state"][];
      readonly fromMs?: number;
      readonly limit?: number;
      readonly cursor?: string;
    },
  ): Promise<Page<StoredSession>>;
  prune(beforeMs: number): Promise<number>;
}

export interface StoreHealth {
  readonly engine: "sqlite" | "postgres";
  readonly version: string;
  readonly schema: number;
  readonly bytes: number;
  /** null: works. */
  readonly trouble: string | null;
}

export interface Store {
  readonly targets: TargetStore;
  readonly resources: ResourceStore;
  readonly leases: LeaseStore;
  readonly incidents: IncidentStore;
  readonly outbox: OutboxStore;
  readonly changes: ChangeStream;
  readonly safe: SafeStore;
  readonly results: ResultStore;
  readonly sessions: SessionStore;
  health(): Promise<StoreHealth>;
  close(): Promise<void>;
}
