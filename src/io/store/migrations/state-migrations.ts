import { wordsOf } from "../state/dialect.ts";
import type { Dialect } from "../state/dialect.ts";
import type { Migration } from "./migrate.ts";

/** Tables of the state, in the order in which they came. */
export const STATE_MIGRATIONS: readonly Migration[] = [{ version: 1, statements: firstTables }];

function firstTables(dialect: Dialect): readonly string[] {
  const { bigint, blob, counted, keyText } = wordsOf(dialect);
  return [
    // Technical: versions of tables, and identifiers given out.
    `CREATE TABLE counter (name TEXT PRIMARY KEY, value ${bigint} NOT NULL)`,
    `INSERT INTO counter (name, value)
     VALUES ('target', 0), ('target-id', 0), ('resource', 0), ('change', 0), ('change-floor', 0), ('pulse', 0)`,
    `CREATE TABLE target (
      id ${bigint} PRIMARY KEY,
      tenant INTEGER NOT NULL,
      name ${keyText} NOT NULL,
      name_key ${keyText} NOT NULL,
      host_key ${keyText} NOT NULL,
      site ${keyText} NOT NULL,
      gateway ${keyText} NOT NULL,
      balancer ${keyText} NOT NULL,
      pool ${keyText} NOT NULL,
      group_keys TEXT NOT NULL,
      settings TEXT NOT NULL,
      origin TEXT NOT NULL,
      revision ${bigint} NOT NULL,
      version ${bigint} NOT NULL,
      created_ms ${bigint} NOT NULL,
      updated_ms ${bigint} NOT NULL,
      UNIQUE (tenant, name)
    )`,
    "CREATE INDEX target_by_version ON target (version)",
    `CREATE TABLE target_tag (
      target ${bigint} NOT NULL,
      tenant INTEGER NOT NULL,
      name ${keyText} NOT NULL,
      value ${keyText} NOT NULL,
      PRIMARY KEY (target, name)
    )`,
    "CREATE INDEX target_tag_by_value ON target_tag (tenant, name, value)",
    `CREATE TABLE target_removed (id ${bigint} PRIMARY KEY, tenant INTEGER NOT NULL, version ${bigint} NOT NULL)`,
    "CREATE INDEX target_removed_by_version ON target_removed (version)",
    `CREATE TABLE resource (
      tenant INTEGER NOT NULL,
      kind ${keyText} NOT NULL,
      name ${keyText} NOT NULL,
      doc TEXT NOT NULL,
      origin TEXT NOT NULL,
      revision ${bigint} NOT NULL,
      created_ms ${bigint} NOT NULL,
      updated_ms ${bigint} NOT NULL,
      PRIMARY KEY (tenant, kind, name)
    )`,
    `CREATE TABLE incident (
      id ${bigint} PRIMARY KEY,
      tenant INTEGER NOT NULL,
      state TEXT NOT NULL,
      severity TEXT NOT NULL,
      severity_rank INTEGER NOT NULL,
      cause TEXT NOT NULL,
      assignee TEXT,
      members INTEGER NOT NULL,
      opened_ms ${bigint} NOT NULL,
      closed_ms ${bigint},
      revision ${bigint} NOT NULL,
      doc TEXT NOT NULL
    )`,
    "CREATE INDEX incident_by_opening ON incident (tenant, opened_ms)",
    "CREATE INDEX incident_by_state ON incident (state, closed_ms)",
    `CREATE TABLE incident_member (
      incident ${bigint} NOT NULL,
      tenant INTEGER NOT NULL,
      target ${bigint} NOT NULL,
      PRIMARY KEY (incident, target)
    )`,
    "CREATE INDEX incident_member_by_target ON incident_member (target)",
    `CREATE TABLE timeline (
      position ${counted},
      incident ${bigint} NOT NULL,
      tenant INTEGER NOT NULL,
      at_ms ${bigint} NOT NULL,
      kind TEXT NOT NULL,
      by_whom TEXT NOT NULL,
      detail TEXT NOT NULL,
      digest TEXT NOT NULL,
      UNIQUE (incident, digest)
    )`,
    `CREATE TABLE delivery (
      id ${keyText} PRIMARY KEY,
      tenant INTEGER NOT NULL,
      channel TEXT NOT NULL,
      event TEXT NOT NULL,
      state TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      next_attempt_ms ${bigint} NOT NULL,
      last_error TEXT,
      created_ms ${bigint} NOT NULL,
      delivered_ms ${bigint}
    )`,
    "CREATE INDEX delivery_waiting ON delivery (next_attempt_ms) WHERE state = 'waiting'",
    "CREATE INDEX delivery_by_creation ON delivery (tenant, created_ms, id)",
    `CREATE TABLE change_line (
      seq ${bigint} PRIMARY KEY,
      tenant INTEGER NOT NULL,
      at_ms ${bigint} NOT NULL,
      kind TEXT NOT NULL,
      id TEXT NOT NULL,
      detail TEXT NOT NULL
    )`,
    `CREATE TABLE secret (
      tenant INTEGER NOT NULL,
      name ${keyText} NOT NULL,
      key_id TEXT NOT NULL,
      nonce ${blob} NOT NULL,
      box ${blob} NOT NULL,
      updated_ms ${bigint} NOT NULL,
      PRIMARY KEY (tenant, name)
    )`,
    `CREATE TABLE given_answer (
      tenant INTEGER NOT NULL,
      idempotency_key TEXT NOT NULL,
      request_hash TEXT NOT NULL,
      status INTEGER NOT NULL,
      body TEXT NOT NULL,
      at_ms ${bigint} NOT NULL,
      PRIMARY KEY (tenant, idempotency_key)
    )`,
    "CREATE INDEX given_answer_by_time ON given_answer (at_ms)",
    `CREATE TABLE audit_trail (
      position ${counted},
      tenant INTEGER NOT NULL,
      at_ms ${bigint} NOT NULL,
      by_whom TEXT NOT NULL,
      action TEXT NOT NULL,
      subject TEXT NOT NULL,
      detail TEXT NOT NULL
    )`,
    `CREATE TABLE user_session (
      tenant INTEGER NOT NULL,
      host ${keyText} NOT NULL,
      session_key ${keyText} NOT NULL,
      target ${bigint},
      user_name TEXT NOT NULL,
      user_key TEXT NOT NULL,
      address TEXT,
      state TEXT NOT NULL,
      start_ms ${bigint} NOT NULL,
      end_ms ${bigint},
      seen_ms ${bigint} NOT NULL,
      detail TEXT NOT NULL,
      PRIMARY KEY (tenant, host, session_key)
    )`,
    "CREATE INDEX user_session_by_start ON user_session (tenant, start_ms, host, session_key)",
  ];
}
