import type { Migration } from "../migrations/migrate.ts";
import type { Dialect } from "../state/dialect.ts";
import { wordsOf } from "../state/dialect.ts";
import { BUSY_ROWS } from "./period-tables.ts";

/**
 * Tables of the results. What grows with time lies in tables of a day or a month (period-tables.ts) that are made when
 * their first row comes; on PostgreSQL they are partitions of the tables made here.
 */
export const RESULT_MIGRATIONS: readonly Migration[] = [
  { version: 1, statements: (dialect) => [...partitioned(dialect), ...plain(dialect)] },
  { version: 2, statements: packed },
];

/**
 * Columns in the order in which PostgreSQL needs no padding between them, none of them NULL, and a key of 16 bytes: a day
 * of 10,000 hosts has 14 million of these rows. The target alone says which tenant it is.
 */
function partitioned(dialect: Dialect): readonly string[] {
  if (dialect === "sqlite") return [];
  return [
    `CREATE TABLE result (
      slot_ms BIGINT NOT NULL, target INTEGER NOT NULL, tenant INTEGER NOT NULL, total_us INTEGER NOT NULL,
      dns_us INTEGER NOT NULL, tcp_us INTEGER NOT NULL, x224_us INTEGER NOT NULL, tls_us INTEGER NOT NULL,
      credssp_us INTEGER NOT NULL, late_ms INTEGER NOT NULL, causes INTEGER NOT NULL, vantage SMALLINT NOT NULL,
      kind SMALLINT NOT NULL, outcome SMALLINT NOT NULL,
      PRIMARY KEY (target, vantage, kind, slot_ms)) PARTITION BY RANGE (slot_ms)`,
    rollupTable("host_hour"),
    rollupTable("host_day"),
  ];
}

/**
 * Days that begin from now on are made like this table, which stays empty (packed-results.ts); those that began as
 * partitions of `result` go on as such until they are dropped. SQLite keeps its layout.
 */
function packed(dialect: Dialect): readonly string[] {
  if (dialect === "sqlite") return [];
  return [
    `CREATE TABLE packed_result (
      target INTEGER NOT NULL, slot INTEGER NOT NULL, tenant INTEGER NOT NULL, vantage SMALLINT NOT NULL,
      findings BYTEA NOT NULL)`,
    "CREATE INDEX packed_result_target ON packed_result (target, (slot / 4194304))",
    // One batch writes every row of a page of the newest minute or hour anew, so half of it must be free; and what a table
    // of years may hold of dead rows must not grow with the years.
    `ALTER TABLE group_rollup SET (fillfactor = 45, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)`,
  ];
}

function rollupTable(name: string): string {
  return `CREATE TABLE ${name} (
    tenant INTEGER NOT NULL, start INTEGER NOT NULL, target INTEGER NOT NULL, vantage INTEGER NOT NULL,
    checks INTEGER NOT NULL, successes INTEGER NOT NULL, degraded INTEGER NOT NULL, failing INTEGER NOT NULL,
    unreachable INTEGER NOT NULL, excluded INTEGER NOT NULL, times BYTEA NOT NULL,
    PRIMARY KEY (tenant, start, target, vantage)) PARTITION BY RANGE (start)`;
}

function plain(dialect: Dialect): readonly string[] {
  const { bigint, blob, counted, keyText } = wordsOf(dialect);
  const byKey = dialect === "sqlite" ? "WITHOUT ROWID" : "";
  const busy = dialect === "sqlite" ? "WITHOUT ROWID" : BUSY_ROWS;
  return [
    // Texts of causes are few and long: a row holds the number of one. Of no tenant: there is nothing in it but knowledge.
    `CREATE TABLE cause_set (id ${counted}, causes ${keyText} NOT NULL UNIQUE)`,
    // "state": raised with every batch that writes states, so that readers can ask what is new.
    "CREATE TABLE result_counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL)",
    "INSERT INTO result_counter (name, value) VALUES ('state', 0)",
    `CREATE TABLE host_state (
      tenant INTEGER NOT NULL, target INTEGER NOT NULL, vantage INTEGER NOT NULL,
      version ${bigint} NOT NULL,
      status INTEGER NOT NULL,
      since_ms ${bigint} NOT NULL,
      last_slot_ms ${bigint} NOT NULL,
      last_at_ms ${bigint} NOT NULL,
      last_kind INTEGER NOT NULL,
      last_full_ms ${bigint},
      last_success_ms ${bigint},
      outcome INTEGER NOT NULL,
      total_us ${bigint} NOT NULL,
      failures INTEGER NOT NULL,
      cause ${keyText},
      causes TEXT NOT NULL,
      turns TEXT NOT NULL,
      group_keys TEXT NOT NULL,
      PRIMARY KEY (tenant, target, vantage)) ${busy}`,
    "CREATE INDEX host_state_version ON host_state (version)",
    `CREATE TABLE host_facts (
      tenant INTEGER NOT NULL, target INTEGER NOT NULL, vantage INTEGER NOT NULL,
      facts TEXT NOT NULL,
      facts_at TEXT NOT NULL,
      build ${keyText},
      certificate_not_after_ms ${bigint},
      PRIMARY KEY (tenant, target, vantage)) ${byKey}`,
    `CREATE TABLE fact_change (
      tenant INTEGER NOT NULL, at_ms ${bigint} NOT NULL, target INTEGER NOT NULL, vantage INTEGER NOT NULL,
      fact ${keyText} NOT NULL,
      detail TEXT NOT NULL,
      PRIMARY KEY (tenant, at_ms, target, vantage, fact)) ${byKey}`,
    "CREATE INDEX fact_change_target ON fact_change (target, at_ms)",
    `CREATE TABLE group_rollup (
      tenant INTEGER NOT NULL, span INTEGER NOT NULL, start INTEGER NOT NULL,
      group_key ${keyText} NOT NULL, writer ${keyText} NOT NULL,
      checks INTEGER NOT NULL, successes INTEGER NOT NULL, degraded INTEGER NOT NULL, failing INTEGER NOT NULL,
      unreachable INTEGER NOT NULL, excluded INTEGER NOT NULL, times ${blob} NOT NULL,
      PRIMARY KEY (tenant, span, start, group_key, writer)) ${busy}`,
    "CREATE INDEX group_rollup_group ON group_rollup (tenant, group_key, span, start)",
    // Checks and successes of all targets of one shard in one value: a table of 10,000 hosts reads a few thousand rows.
    `CREATE TABLE count_sheet (
      tenant INTEGER NOT NULL, span INTEGER NOT NULL, start INTEGER NOT NULL, shard INTEGER NOT NULL,
      counts ${blob} NOT NULL,
      PRIMARY KEY (tenant, span, start, shard)) ${busy}`,
    `CREATE TABLE transcript (
      tenant INTEGER NOT NULL, target INTEGER NOT NULL, vantage INTEGER NOT NULL, reason ${keyText} NOT NULL,
      at_ms ${bigint} NOT NULL,
      kind INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      body ${blob} NOT NULL,
      PRIMARY KEY (tenant, target, vantage, reason))`,
    // With the size in it, so that adding up sizes reads no text.
    "CREATE INDEX transcript_size ON transcript (at_ms, bytes)",
  ];
}
