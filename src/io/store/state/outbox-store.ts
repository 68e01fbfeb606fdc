import type { Delivery } from "../../../core/alerting/index.ts";
import type { TenantId } from "../../../core/fleet/index.ts";
import type { Database, Queries, SqlRow, SqlValue } from "../database/database.ts";
import type { OutboxStore, Page } from "../store.ts";
import { appendLines } from "./change-stream.ts";
import { integerIn, integerOrNullIn, plainText, textIn, textOrNullIn } from "./columns.ts";
import { cursorOf, keysOf, pageSize } from "./cursor.ts";

const COLUMNS: readonly string[] = [
  "id",
  "tenant",
  "channel",
  "event",
  "state",
  "attempts",
  "next_attempt_ms",
  "last_error",
  "created_ms",
  "delivered_ms",
];
const LONGEST_ERROR = 1000;

export class SqlOutboxStore implements OutboxStore {
  readonly #database: Database;
  readonly #nowMs: () => number;

  constructor(database: Database, nowMs: () => number) {
    this.#database = database;
    this.#nowMs = nowMs;
  }

  async add(deliveries: readonly Delivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    await this.#database.transaction(async (queries) => writeDeliveries(queries, deliveries));
  }

  async due(nowMs: number, limit: number): Promise<readonly Delivery[]> {
    const rows = await this.#database.read(
      `SELECT ${COLUMNS.join(", ")} FROM delivery WHERE state = 'waiting' AND next_attempt_ms <= ?
       ORDER BY created_ms, id LIMIT ?`,
      [nowMs, Math.max(0, limit)],
    );
    return rows.map(deliveryOf);
  }

  async settle(
    id: string,
    outcome: {
      readonly state: Delivery["state"];
      readonly attempts: number;
      readonly nextAttemptMs: number;
      readonly lastError?: string;
      readonly deliveredMs?: number;
    },
  ): Promise<void> {
    const error = outcome.lastError === undefined ? null : plainText(outcome.lastError).slice(0, LONGEST_ERROR);
    await this.#database.transaction(async (queries) => {
      const [row] = await queries.all("SELECT tenant FROM delivery WHERE id = ?", [id]);
      if (row === undefined) return;
      await queries.run(
        `UPDATE delivery SET state = ?, attempts = ?, next_attempt_ms = ?, last_error = ?, delivered_ms = ? WHERE id = ?`,
        [outcome.state, outcome.attempts, outcome.nextAttemptMs, error, outcome.deliveredMs ?? null, id],
      );
      const detail = { state: outcome.state };
      const line = { tenant: integerIn(row, "tenant"), atMs: this.#nowMs(), kind: "delivery", id, detail };
      await appendLines(queries, [line]);
    });
  }

  async list(
    tenant: TenantId,
    filter: {
      readonly state?: Delivery["state"];
      readonly channel?: string;
      readonly limit?: number;
      readonly cursor?: string;
    },
  ): Promise<Page<Delivery>> {
    const conditions = ["tenant = ?"];
    const parameters: SqlValue[] = [tenant];
    if (filter.state !== undefined) {
      conditions.push("state = ?");
      parameters.push(filter.state);
    }
    if (filter.channel !== undefined) {
      conditions.push("channel = ?");
      parameters.push(filter.channel);
    }
    if (filter.cursor !== undefined) {
      conditions.push("(created_ms, id) < (?, ?)");
      parameters.push(...keysOf(filter.cursor, ["number", "string"]));
    }
    const limit = pageSize(filter.limit);
    const rows = await this.#database.read(
      `SELECT ${COLUMNS.join(", ")} FROM delivery WHERE ${conditions.join(" AND ")}
       ORDER BY created_ms DESC, id DESC LIMIT ?`,
      [...parameters, limit + 1],
    );
    const items = rows.slice(0, limit).map(deliveryOf);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return { items, next: last === undefined ? null : cursorOf([last.createdMs, last.id]) };
  }

  async prune(beforeMs: number): Promise<number> {
    return this.#database.run("DELETE FROM delivery WHERE state <> 'waiting' AND created_ms < ?", [beforeMs]);
  }
}

/** An id that is there already stays as it is: it may have been delivered. */
export async function writeDeliveries(queries: Queries, deliveries: readonly Delivery[]): Promise<void> {
  await queries.bulk({
    table: "delivery",
    columns: COLUMNS,
    rows: deliveries.map((delivery) => [
      delivery.id,
      delivery.tenant,
      plainText(delivery.channel),
      JSON.stringify(delivery.event),
      delivery.state,
      delivery.attempts,
      delivery.nextAttemptMs,
      delivery.lastError === undefined ? null : plainText(delivery.lastError).slice(0, LONGEST_ERROR),
      delivery.createdMs,
      delivery.deliveredMs ?? null,
    ]),
    onConflict: "ON CONFLICT (id) DO NOTHING",
  });
}

function deliveryOf(row: SqlRow): Delivery {
  const lastError = textOrNullIn(row, "last_error");
  const deliveredMs = integerOrNullIn(row, "delivered_ms");
  return {
    id: textIn(row, "id"),
    tenant: integerIn(row, "tenant"),
    channel: textIn(row, "channel"),
    event: JSON.parse(textIn(row, "event")),
    state: stateIn(row),
    attempts: integerIn(row, "attempts"),
    nextAttemptMs: integerIn(row, "next_attempt_ms"),
    ...(lastError === null ? {} : { lastError }),
    createdMs: integerIn(row, "created_ms"),
    ...(deliveredMs === null ? {} : { deliveredMs }),
  };
}

function stateIn(row: SqlRow): Delivery["state"] {
  const state = textIn(row, "state");
  return state === "delivered" || state === "dead" ? state : "waiting";
}
