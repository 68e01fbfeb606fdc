import type { Origin, TenantId } from "../../../core/fleet/index.ts";
import type { Database, SqlRow } from "../database/database.ts";
import type { ResourceStore, StoredResource } from "../store.ts";
import { StoreFailure } from "../store-failure.ts";
import { appendLines } from "./change-stream.ts";
import { canonicalJson, integerIn, textIn } from "./columns.ts";
import { raised } from "./counter.ts";
import { originIn } from "./target-rows.ts";

/** Documents of this kind belong to one target each, are named by its id, and go with it. */
export const LOGON_KIND = "logon";

const COLUMNS = "name, doc, origin, revision, created_ms, updated_ms";

export class SqlResourceStore implements ResourceStore {
  readonly #database: Database;
  readonly #nowMs: () => number;

  constructor(database: Database, nowMs: () => number) {
    this.#database = database;
    this.#nowMs = nowMs;
  }

  async list<Doc>(tenant: TenantId, kind: string): Promise<readonly StoredResource<Doc>[]> {
    const rows = await this.#database.read(
      `SELECT ${COLUMNS} FROM resource WHERE tenant = ? AND kind = ? ORDER BY name`,
      [tenant, kind],
    );
    return rows.map((row) => resourceOf<Doc>(row));
  }

  async get<Doc>(tenant: TenantId, kind: string, name: string): Promise<StoredResource<Doc> | null> {
    const [row] = await this.#database.read(
      `SELECT ${COLUMNS} FROM resource WHERE tenant = ? AND kind = ? AND name = ?`,
      [tenant, kind, name],
    );
    return row === undefined ? null : resourceOf<Doc>(row);
  }

  async put<Doc>(
    tenant: TenantId,
    kind: string,
    name: string,
    doc: Doc,
    origin: Origin,
    ifRevision: number | null,
    nowMs: number,
  ): Promise<StoredResource<Doc>> {
    return this.#database.transaction(async (queries) => {
      // Makes everybody wait who writes resources; they are few, and written rarely.
      await raised(queries, "resource", 1);
      const [row] = await queries.all(`SELECT ${COLUMNS} FROM resource WHERE tenant = ? AND kind = ? AND name = ?`, [
        tenant,
        kind,
        name,
      ]);
      const before = row === undefined ? null : resourceOf<Doc>(row);
      refuseStale(kind, name, before, origin, ifRevision);
      const text = canonicalJson(doc);
      if (before !== null && text === canonicalJson(before.doc)) return before;
      const revision = (before?.revision ?? 0) + 1;
      await queries.run(
        `INSERT INTO resource (tenant, kind, name, doc, origin, revision, created_ms, updated_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (tenant, kind, name) DO UPDATE SET
           doc = excluded.doc, revision = excluded.revision, updated_ms = excluded.updated_ms`,
        [tenant, kind, name, text, origin, revision, before?.createdMs ?? nowMs, nowMs],
      );
      const detail = { verb: "put", revision };
      await appendLines(queries, [{ tenant, atMs: nowMs, kind: `resource/${kind}`, id: name, detail }]);
      return { name, doc, origin, revision, createdMs: before?.createdMs ?? nowMs, updatedMs: nowMs };
    });
  }

  async remove(tenant: TenantId, kind: string, name: string, origin: Origin): Promise<boolean> {
    return this.#database.transaction(async (queries) => {
      await raised(queries, "resource", 1);
      const [row] = await queries.all("SELECT origin FROM resource WHERE tenant = ? AND kind = ? AND name = ?", [
        tenant,
        kind,
        name,
      ]);
      if (row === undefined) return false;
      if (originIn(row) !== origin) throw ofAnotherOrigin(kind, name, originIn(row));
      await queries.run("DELETE FROM resource WHERE tenant = ? AND kind = ? AND name = ?", [tenant, kind, name]);
      const detail = { verb: "removed" };
      await appendLines(queries, [{ tenant, atMs: this.#nowMs(), kind: `resource/${kind}`, id: name, detail }]);
      return true;
    });
  }
}

function refuseStale(
  kind: string,
  name: string,
  before: StoredResource<unknown> | null,
  origin: Origin,
  ifRevision: number | null,
): void {
  if (before !== null && before.origin !== origin) throw ofAnotherOrigin(kind, name, before.origin);
  if (ifRevision === null || ifRevision === (before?.revision ?? 0)) return;
  const found = before === null ? "is not there" : `has revision ${before.revision}`;
  throw new StoreFailure(
    "conflict",
    `the ${kind} "${name}" ${found}, expected was revision ${ifRevision}; read it again and repeat the change`,
  );
}

function ofAnotherOrigin(kind: string, name: string, origin: Origin): StoreFailure {
  return new StoreFailure("conflict", `the ${kind} "${name}" was declared by: ${origin}; change it there`);
}

function resourceOf<Doc>(row: SqlRow): StoredResource<Doc> {
  return {
    name: textIn(row, "name"),
    doc: JSON.parse(textIn(row, "doc")),
    origin: originIn(row),
    revision: integerIn(row, "revision"),
    createdMs: integerIn(row, "created_ms"),
    updatedMs: integerIn(row, "updated_ms"),
  };
}
