import type { Origin, Target, TargetId, TargetSettings, TenantId } from "../../../core/fleet/index.ts";
import type { Database, Queries } from "../database/database.ts";
import type { Page, TargetFilter, TargetStore, TargetView } from "../store.ts";
import { StoreFailure } from "../store-failure.ts";
import { appendLines } from "./change-stream.ts";
import { canonicalJson, chunks, integerIn, places } from "./columns.ts";
import { counterNow, raised } from "./counter.ts";
import { forgetTargets } from "./forget-targets.ts";
import { LOGON_KIND } from "./resource-store.ts";
import { listTargets } from "./target-list.ts";
import type { TargetStates } from "./target-list.ts";
import { nameOf, TARGET_COLUMNS, targetOf, writeTargets } from "./target-rows.ts";

/** A change of so many targets is told one by one; above, one line says "read all anew". */
const TOLD_SINGLY = 200;

type Verb = "put" | "changed" | "removed";

export class SqlTargetStore implements TargetStore {
  readonly #database: Database;
  readonly #results: Database;
  readonly #states: TargetStates;
  readonly #nowMs: () => number;

  /** `results`: the database of states and facts, on PostgreSQL the same one. */
  constructor(database: Database, results: Database, states: TargetStates, nowMs: () => number) {
    this.#database = database;
    this.#results = results;
    this.#states = states;
    this.#nowMs = nowMs;
  }

  async add(tenant: TenantId, settings: TargetSettings, origin: Origin, nowMs: number): Promise<Target> {
    return onlyOne(await this.#put(tenant, [settings], origin, nowMs, true));
  }

  async put(tenant: TenantId, settings: TargetSettings, origin: Origin, nowMs: number): Promise<Target> {
    return onlyOne(await this.#put(tenant, [settings], origin, nowMs, false));
  }

  async putAll(
    tenant: TenantId,
    settings: readonly TargetSettings[],
    origin: Origin,
    nowMs: number,
  ): Promise<readonly Target[]> {
    return this.#put(tenant, settings, origin, nowMs, false);
  }

  async #put(
    tenant: TenantId,
    settings: readonly TargetSettings[],
    origin: Origin,
    nowMs: number,
    isNew: boolean,
  ): Promise<readonly Target[]> {
    const names = settings.map(nameOf);
    refuseTwins(names);
    return this.#database.transaction(async (queries) => {
      const version = await raised(queries, "target", 1);
      const known = new Map((await byNames(queries, tenant, names)).map((target) => [target.name, target]));
      const fresh = names.filter((name) => !known.has(name)).length;
      let nextId = (await raised(queries, "target-id", fresh)) - fresh + 1;
      const written: Target[] = [];
      const targets = settings.map((wanted, index) => {
        const name = names[index] ?? "";
        const before = known.get(name);
        if (before !== undefined && isNew) {
          throw new StoreFailure("conflict", `a target called "${name}" is there already`);
        }
        if (before !== undefined && before.origin !== origin) throw ofAnotherOrigin(before);
        if (before !== undefined && canonicalJson(before.settings) === canonicalJson(wanted)) return before;
        const target: Target = {
          id: before?.id ?? nextId++,
          tenant,
          name,
          settings: wanted,
          origin,
          revision: (before?.revision ?? 0) + 1,
          createdMs: before?.createdMs ?? nowMs,
          updatedMs: nowMs,
        };
        written.push(target);
        return target;
      });
      await writeTargets(queries, written, version);
      await tell(queries, tenant, nowMs, "put", written);
      return targets;
    });
  }

  async update(
    tenant: TenantId,
    id: TargetId,
    settings: TargetSettings,
    ifRevision: number | null,
    nowMs: number,
  ): Promise<Target | null> {
    return this.#database.transaction(async (queries) => {
      const version = await raised(queries, "target", 1);
      const [before] = await byIds(queries, tenant, [id]);
      if (before === undefined) return null;
      if (ifRevision !== null && ifRevision !== before.revision) {
        throw new StoreFailure(
          "conflict",
          `"${before.name}" has revision ${before.revision}, not ${ifRevision}; read it again and repeat the change`,
        );
      }
      if (canonicalJson(before.settings) === canonicalJson(settings)) return before;
      const name = nameOf(settings);
      const [twin] = name === before.name ? [] : await byNames(queries, tenant, [name]);
      if (twin !== undefined) throw new StoreFailure("conflict", `another target is called "${name}" already`);
      const target = { ...before, name, settings, revision: before.revision + 1, updatedMs: nowMs };
      await writeTargets(queries, [target], version);
      await tell(queries, tenant, nowMs, "changed", [target]);
      return target;
    });
  }

  async remove(tenant: TenantId, ids: readonly TargetId[]): Promise<number> {
    if (ids.length === 0) return 0;
    const removed = await this.#database.transaction(async (queries) => {
      const version = await raised(queries, "target", 1);
      const targets = await byIds(queries, tenant, [...new Set(ids)]);
      for (const some of chunks(targets)) {
        const list = some.map(({ id }) => id);
        await queries.run(`DELETE FROM target WHERE id IN (${places(list.length)})`, list);
        await queries.run(`DELETE FROM target_tag WHERE target IN (${places(list.length)})`, list);
        await queries.run(`DELETE FROM resource WHERE tenant = ? AND kind = ? AND name IN (${places(list.length)})`, [
          tenant,
          LOGON_KIND,
          ...list.map(String),
        ]);
      }
      await queries.bulk({
        table: "target_removed",
        columns: ["id", "tenant", "version"],
        rows: targets.map(({ id }) => [id, tenant, version]),
      });
      await tell(queries, tenant, this.#nowMs(), "removed", targets);
      return targets.map(({ id }) => id);
    });
    await forgetTargets(this.#results, removed);
    return removed.length;
  }

  async all(): Promise<readonly Target[]> {
    return (await this.#database.read(`SELECT ${TARGET_COLUMNS} FROM target ORDER BY id`)).map(targetOf);
  }

  async changedSince(
    version: number,
  ): Promise<{ readonly version: number; readonly changed: readonly Target[]; readonly removed: readonly TargetId[] }> {
    // Read first: what is written in between is told now and once more at the next call, never left out.
    const now = await counterNow(this.#database, "target");
    if (now === version) return { version, changed: [], removed: [] };
    const [changed, removed] = await Promise.all([
      this.#database.read(`SELECT ${TARGET_COLUMNS} FROM target WHERE version > ? ORDER BY id`, [version]),
      this.#database.read("SELECT id FROM target_removed WHERE version > ? ORDER BY id", [version]),
    ]);
    return { version: now, changed: changed.map(targetOf), removed: removed.map((row) => integerIn(row, "id")) };
  }

  async byId(tenant: TenantId, ids: readonly TargetId[]): Promise<readonly Target[]> {
    return byIds(this.#reader(), tenant, ids);
  }

  async byName(tenant: TenantId, name: string): Promise<Target | null> {
    return (await byNames(this.#reader(), tenant, [name]))[0] ?? null;
  }

  async list(tenant: TenantId, filter: TargetFilter): Promise<Page<TargetView> & { readonly total: number }> {
    return listTargets(this.#database, this.#states, tenant, filter);
  }

  #reader(): Pick<Queries, "all"> {
    return { all: async (sql, parameters) => this.#database.read(sql, parameters) };
  }
}

async function byIds(
  queries: Pick<Queries, "all">,
  tenant: TenantId,
  ids: readonly TargetId[],
): Promise<readonly Target[]> {
  const found: Target[] = [];
  for (const some of chunks(ids)) {
    const rows = await queries.all(
      `SELECT ${TARGET_COLUMNS} FROM target WHERE tenant = ? AND id IN (${places(some.length)}) ORDER BY id`,
      [tenant, ...some],
    );
    found.push(...rows.map(targetOf));
  }
  return found;
}

async function byNames(
  queries: Pick<Queries, "all">,
  tenant: TenantId,
  names: readonly string[],
): Promise<readonly Target[]> {
  const found: Target[] = [];
  for (const some of chunks(names)) {
    const rows = await queries.all(
      `SELECT ${TARGET_COLUMNS} FROM target WHERE tenant = ? AND name IN (${places(some.length)})`,
      [tenant, ...some],
    );
    found.push(...rows.map(targetOf));
  }
  return found;
}

function refuseTwins(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new StoreFailure("conflict", `two targets are called "${name}"; a name is there once`);
    seen.add(name);
  }
}

function ofAnotherOrigin({ name, origin }: Target): StoreFailure {
  return new StoreFailure("conflict", `"${name}" is there already and was declared by: ${origin}`);
}

async function tell(
  queries: Queries,
  tenant: TenantId,
  atMs: number,
  verb: Verb,
  targets: readonly Target[],
): Promise<void> {
  const lines =
    targets.length > TOLD_SINGLY
      ? [{ tenant, atMs, kind: "target", id: "*", detail: { verb, count: targets.length } }]
      : targets.map(({ id, name, revision }) => ({
          tenant,
          atMs,
          kind: "target",
          id: String(id),
          detail: { verb, name, revision },
        }));
  await appendLines(queries, lines);
}

function onlyOne([target]: readonly Target[]): Target {
  if (target === undefined) throw new StoreFailure("bug", "a target that was put is not there");
  return target;
}
