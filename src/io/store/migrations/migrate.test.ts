import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../database/database.ts";
import { openSqlite } from "../database/sqlite.ts";
import { RESULT_MIGRATIONS } from "../results/result-migrations.ts";
import { StoreFailure } from "../store-failure.ts";
import { LEASE_MIGRATIONS } from "./lease-migrations.ts";
import type { Migration } from "./migrate.ts";
import { migrate } from "./migrate.ts";
import { STATE_MIGRATIONS } from "./state-migrations.ts";

const FIRST: Migration = {
  version: 1,
  statements: () => ["CREATE TABLE host (name TEXT PRIMARY KEY)", "CREATE INDEX host_name ON host (name)"],
};
const SECOND: Migration = {
  version: 2,
  statements: () => ["ALTER TABLE host ADD COLUMN port INTEGER NOT NULL DEFAULT 3389"],
};
const BROKEN: Migration = {
  version: 2,
  statements: () => ["ALTER TABLE host ADD COLUMN site TEXT", "CREATE TABLE host (twice TEXT)"],
};

// Every opening of a store starts threads; on a machine at work that takes its time.
const TIMEOUT = { timeout: 60_000 };

let folder: string;
let database: Database;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rdpulse-migrate-"));
  database = await openSqlite(join(folder, "a.db"), { synchronous: "NORMAL" });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("migrate", TIMEOUT, () => {
  it("upgrades a filled database of version 1 and keeps what is in it", async () => {
    expect(await migrate(database, "a", [FIRST])).toBe(1);
    await database.run("INSERT INTO host (name) VALUES ('rds01')");
    expect(await migrate(database, "a", [FIRST, SECOND])).toBe(2);
    expect(await migrate(database, "a", [FIRST, SECOND])).toBe(2);
    expect(await database.all("SELECT name, port FROM host")).toEqual([{ name: "rds01", port: 3389 }]);
  });

  it("keeps sets apart", async () => {
    await migrate(database, "a", [FIRST, SECOND]);
    expect(await migrate(database, "b", [])).toBe(0);
    expect(await database.all("SELECT name, version FROM schema_version")).toEqual([{ name: "a", version: 2 }]);
  });

  it("takes a step whole or not at all", async () => {
    await migrate(database, "a", [FIRST]);
    await expect(migrate(database, "a", [FIRST, BROKEN])).rejects.toBeInstanceOf(StoreFailure);
    expect(await migrate(database, "a", [FIRST, SECOND])).toBe(2);
  });

  it("refuses a database that is ahead of the program", async () => {
    await migrate(database, "a", [FIRST, SECOND]);
    await expect(migrate(database, "a", [FIRST])).rejects.toMatchObject({ trouble: "newer" });
  });

  it("of two at once on one file takes each step once", async () => {
    const other = await openSqlite(join(folder, "a.db"), { synchronous: "NORMAL" });
    try {
      const versions = await Promise.all([database, other].map(async (one) => migrate(one, "a", [FIRST, SECOND])));
      expect(versions).toEqual([2, 2]);
    } finally {
      await other.close();
    }
  });
});

describe("every table from the first migration on", TIMEOUT, () => {
  /** Counters, versions, leases and texts of knowledge belong to nobody. */
  const TECHNICAL = new Set(["counter", "lease", "schema_version", "cause_set", "result_counter"]);

  it.each(["sqlite", "postgres"] as const)("says whose its rows are: %s", (dialect) => {
    const created = [STATE_MIGRATIONS, RESULT_MIGRATIONS, LEASE_MIGRATIONS]
      .flat()
      .flatMap(({ statements }) => statements(dialect))
      .filter((statement) => statement.startsWith("CREATE TABLE"));
    expect(created.length).toBeGreaterThan(10);
    const nameless = created.filter((statement) => !statement.includes("tenant INTEGER NOT NULL"));
    const names = nameless.map((statement) => /^CREATE TABLE (\w+)/u.exec(statement)?.[1]);
    expect(names.filter((name) => !TECHNICAL.has(name ?? ""))).toEqual([]);
  });
});
