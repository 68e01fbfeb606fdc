import type { TenantId } from "../../../core/fleet/index.ts";
import type { Database, SqlRow } from "../database/database.ts";
import type { AuditTrailLine, Page, SafeStore } from "../store.ts";
import { StoreFailure } from "../store-failure.ts";
import { bytesIn, integerIn, plainText, textIn } from "./columns.ts";
import { cursorOf, keysOf, pageSize } from "./cursor.ts";
import { makeSecretKey, readSecretKey } from "./secret-key.ts";
import type { SecretKey } from "./secret-key.ts";

/** How long an answer is kept for a client that asks again with the same key. */
const ANSWER_KEPT_MS = 24 * 3_600_000;

export class SqlSafeStore implements SafeStore {
  readonly #database: Database;
  readonly #keyPath: string;
  #key: SecretKey | undefined;

  /** `keyPath`: file with the key of the secrets; made when the first secret is put. */
  constructor(database: Database, keyPath: string) {
    this.#database = database;
    this.#keyPath = keyPath;
  }

  async putSecret(tenant: TenantId, name: string, value: string, nowMs: number): Promise<void> {
    const { keyId, nonce, box } = (await this.#keyToWrite()).seal(boundName(tenant, name), value);
    await this.#database.run(
      `INSERT INTO secret (tenant, name, key_id, nonce, box, updated_ms) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (tenant, name) DO UPDATE SET
         key_id = excluded.key_id, nonce = excluded.nonce, box = excluded.box, updated_ms = excluded.updated_ms`,
      [tenant, plainText(name), keyId, nonce, box, nowMs],
    );
  }

  async secret(tenant: TenantId, name: string): Promise<string | null> {
    const [row] = await this.#database.read("SELECT key_id, nonce, box FROM secret WHERE tenant = ? AND name = ?", [
      tenant,
      plainText(name),
    ]);
    if (row === undefined) return null;
    const sealed = { keyId: textIn(row, "key_id"), nonce: bytesIn(row, "nonce"), box: bytesIn(row, "box") };
    const key = (this.#key ??= (await readSecretKey(this.#keyPath)) ?? undefined);
    const value = key?.id === sealed.keyId ? key.unseal(boundName(tenant, name), sealed) : null;
    if (value !== null) return value;
    throw key?.id === sealed.keyId
      ? new StoreFailure("corrupt", `the secret "${name}" was changed in the store; set it anew`)
      : this.#wrongKey(sealed.keyId);
  }

  async secretNames(tenant: TenantId): Promise<readonly string[]> {
    const rows = await this.#database.read("SELECT name FROM secret WHERE tenant = ? ORDER BY name", [tenant]);
    return rows.map((row) => textIn(row, "name"));
  }

  async removeSecret(tenant: TenantId, name: string): Promise<boolean> {
    return (
      (await this.#database.run("DELETE FROM secret WHERE tenant = ? AND name = ?", [tenant, plainText(name)])) > 0
    );
  }

  async repeatOf(
    tenant: TenantId,
    key: string,
    requestHash: string,
  ): Promise<{ readonly status: number; readonly body: string } | null> {
    const [row] = await this.#database.all(
      "SELECT request_hash, status, body FROM given_answer WHERE tenant = ? AND idempotency_key = ?",
      [tenant, key],
    );
    if (row === undefined) return null;
    if (textIn(row, "request_hash") !== requestHash) {
      throw new StoreFailure("conflict", "this idempotency key was used for another request; take a new one");
    }
    return { status: integerIn(row, "status"), body: textIn(row, "body") };
  }

  async rememberAnswer(
    tenant: TenantId,
    key: string,
    requestHash: string,
    answer: { readonly status: number; readonly body: string },
    nowMs: number,
  ): Promise<void> {
    await this.#database.transaction(async (queries) => {
      await queries.run("DELETE FROM given_answer WHERE at_ms < ?", [nowMs - ANSWER_KEPT_MS]);
      await queries.run(
        `INSERT INTO given_answer (tenant, idempotency_key, request_hash, status, body, at_ms) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (tenant, idempotency_key) DO NOTHING`,
        [tenant, key, requestHash, answer.status, plainText(answer.body), nowMs],
      );
    });
  }

  async recordAction(line: AuditTrailLine): Promise<void> {
    await this.#database.run(
      "INSERT INTO audit_trail (tenant, at_ms, by_whom, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?)",
      [
        line.tenant,
        line.atMs,
        plainText(line.by),
        plainText(line.action),
        plainText(line.subject),
        JSON.stringify(line.detail ?? null),
      ],
    );
  }

  async actions(tenant: TenantId, limit: number, cursor?: string): Promise<Page<AuditTrailLine>> {
    const most = pageSize(limit);
    const after = cursor === undefined ? [] : keysOf(cursor, ["number"]);
    const rows = await this.#database.read(
      `SELECT position, tenant, at_ms, by_whom, action, subject, detail FROM audit_trail
       WHERE tenant = ? ${after.length === 0 ? "" : "AND position < ?"} ORDER BY position DESC LIMIT ?`,
      [tenant, ...after, most + 1],
    );
    const last = rows.length > most ? rows[most - 1] : undefined;
    return {
      items: rows.slice(0, most).map(lineOf),
      next: last === undefined ? null : cursorOf([integerIn(last, "position")]),
    };
  }

  /** A new key is made only for a store without secrets: beside others it would hide that theirs is lost. */
  async #keyToWrite(): Promise<SecretKey> {
    const key = this.#key ?? (await readSecretKey(this.#keyPath));
    const [other] = await this.#database.read("SELECT key_id FROM secret WHERE key_id <> ? LIMIT 1", [key?.id ?? ""]);
    if (other !== undefined) throw this.#wrongKey(textIn(other, "key_id"));
    this.#key = key ?? (await makeSecretKey(this.#keyPath));
    return this.#key;
  }

  #wrongKey(keyId: string): StoreFailure {
    return new StoreFailure(
      "unusable",
      `the secrets of this store need the key ${keyId}, which is not in ${this.#keyPath}; put back the secret.key that belongs to it, or remove the secrets and set them anew`,
    );
  }
}

function boundName(tenant: TenantId, name: string): string {
  return `${tenant}/${plainText(name)}`;
}

function lineOf(row: SqlRow): AuditTrailLine {
  return {
    tenant: integerIn(row, "tenant"),
    atMs: integerIn(row, "at_ms"),
    by: textIn(row, "by_whom"),
    action: textIn(row, "action"),
    subject: textIn(row, "subject"),
    detail: JSON.parse(textIn(row, "detail")),
  };
}
