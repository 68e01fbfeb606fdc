import type { TargetId, TenantId } from "../../../core/fleet/index.ts";
import type { Database, SqlRow, SqlValue } from "../database/database.ts";
import type { Page, SessionStore, StoredSession } from "../store.ts";
import { integerIn, integerOrNullIn, places, plainText, textIn, textOrNullIn } from "./columns.ts";
import { cursorOf, keysOf, pageSize } from "./cursor.ts";

const COLUMNS: readonly string[] = [
  "tenant",
  "host",
  "session_key",
  "target",
  "user_name",
  "user_key",
  "address",
  "state",
  "start_ms",
  "end_ms",
  "seen_ms",
  "detail",
];

export class SqlSessionStore implements SessionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** What is known later wins over what is known already. */
  async put(sessions: readonly StoredSession[]): Promise<void> {
    if (sessions.length === 0) return;
    const latest = new Map<string, StoredSession>();
    for (const session of sessions) {
      const key = JSON.stringify([session.tenant, session.host, session.key]);
      const before = latest.get(key);
      if (before === undefined || before.seenMs <= session.seenMs) latest.set(key, session);
    }
    await this.#database.bulk({
      table: "user_session",
      columns: COLUMNS,
      rows: [...latest.values()].map(rowOf),
      onConflict: `ON CONFLICT (tenant, host, session_key) DO UPDATE SET ${COLUMNS.slice(3)
        .map((column) => `${column} = excluded.${column}`)
        .join(", ")} WHERE excluded.seen_ms >= user_session.seen_ms`,
    });
  }

  async list(
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
  ): Promise<Page<StoredSession>> {
    const conditions = ["tenant = ?"];
    const parameters: SqlValue[] = [tenant];
    const where = (condition: string, ...values: readonly SqlValue[]): void => {
      conditions.push(condition);
      parameters.push(...values);
    };
    if (filter.host !== undefined) where("host = ?", plainText(filter.host));
    if (filter.target !== undefined) where("target = ?", filter.target);
    if (filter.user !== undefined) where("user_key = ?", plainText(filter.user.toLowerCase()));
    if (filter.state?.length === 0) where("1 = 0");
    else if (filter.state !== undefined) where(`state IN (${places(filter.state.length)})`, ...filter.state);
    // Whoever was still on then belongs to it, whenever he came.
    if (filter.fromMs !== undefined) where("(end_ms IS NULL OR end_ms >= ?)", filter.fromMs);
    if (filter.cursor !== undefined) {
      where("(start_ms, host, session_key) < (?, ?, ?)", ...keysOf(filter.cursor, ["number", "string", "string"]));
    }
    const limit = pageSize(filter.limit);
    const rows = await this.#database.read(
      `SELECT ${COLUMNS.join(", ")} FROM user_session WHERE ${conditions.join(" AND ")}
       ORDER BY start_ms DESC, host DESC, session_key DESC LIMIT ?`,
      [...parameters, limit + 1],
    );
    const items = rows.slice(0, limit).map(sessionOf);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return { items, next: last === undefined ? null : cursorOf([last.startMs, last.host, last.key]) };
  }

  async prune(beforeMs: number): Promise<number> {
    return this.#database.run("DELETE FROM user_session WHERE coalesce(end_ms, seen_ms) < ?", [beforeMs]);
  }
}

function rowOf(session: StoredSession): readonly SqlValue[] {
  return [
    session.tenant,
    plainText(session.host),
    plainText(session.key),
    session.target,
    plainText(session.user),
    plainText(session.user.toLowerCase()),
    session.address === null ? null : plainText(session.address),
    session.state,
    session.startMs,
    session.endMs,
    session.seenMs,
    JSON.stringify(session.detail ?? null),
  ];
}

function sessionOf(row: SqlRow): StoredSession {
  return {
    tenant: integerIn(row, "tenant"),
    target: integerOrNullIn(row, "target"),
    host: textIn(row, "host"),
    key: textIn(row, "session_key"),
    user: textIn(row, "user_name"),
    address: textOrNullIn(row, "address"),
    state: stateIn(row),
    startMs: integerIn(row, "start_ms"),
    endMs: integerOrNullIn(row, "end_ms"),
    seenMs: integerIn(row, "seen_ms"),
    detail: JSON.parse(textIn(row, "detail")),
  };
}

function stateIn(row: SqlRow): StoredSession["state"] {
  const state = textIn(row, "state");
  return state === "active" || state === "disconnected" || state === "ended" ? state : "unknown";
}
