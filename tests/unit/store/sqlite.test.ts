import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSqlite } from "../../../src/io/store/index.ts";

describe("openSqlite", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "rdpulse-sqlite-"));
  });
  afterAll(async () => rm(folder, { recursive: true }));

  it("writes in transactions that wait for each other, and reads beside them", async () => {
    const database = await openSqlite(join(folder, "a.db"), { synchronous: "NORMAL" });
    await database.run("CREATE TABLE number (id INTEGER PRIMARY KEY, value INTEGER NOT NULL, blob BLOB)");
    await database.run("INSERT INTO number VALUES (1, 0, NULL)");
    const raise = async (): Promise<void> =>
      database.transaction(async (queries) => {
        const [row] = await queries.all("SELECT value FROM number WHERE id = ?", [1]);
        await queries.run("UPDATE number SET value = ? WHERE id = 1", [Number(row?.["value"]) + 1]);
      });
    await Promise.all(Array.from({ length: 50 }, raise));
    expect(await database.read("SELECT value FROM number")).toEqual([{ value: 50 }]);
    await database.close();
  });

  it("leaves nothing of a transaction that failed, and goes on", async () => {
    const database = await openSqlite(join(folder, "b.db"), { synchronous: "FULL" });
    await database.run("CREATE TABLE one (id INTEGER PRIMARY KEY)");
    const failing = database.transaction(async (queries) => {
      await queries.bulk({ table: "one", columns: ["id"], rows: [[1], [2], [1]] });
    });
    await expect(failing).rejects.toMatchObject({ name: "StoreFailure", trouble: "conflict" });
    const written = await database.bulk({
      table: "one",
      columns: ["id"],
      rows: [[7], [7], [8]],
      onConflict: "ON CONFLICT DO NOTHING",
      returning: ["id"],
    });
    expect(written).toEqual([{ id: 7 }, { id: 8 }]);
    await database.close();
  });

  it("says what is wrong with a file", async () => {
    const path = join(folder, "junk.db");
    await writeFile(path, "no database at all, but long enough to have a header of a hundred bytes ".repeat(40));
    await expect(openSqlite(path, { synchronous: "FULL" })).rejects.toMatchObject({ trouble: "corrupt" });
    await expect(openSqlite(join(folder, "none", "x.db"), { synchronous: "FULL" })).rejects.toMatchObject({
      trouble: "unusable",
    });
  });

  it("sees another file beside its own, and cannot write through the reader", async () => {
    const other = await openSqlite(join(folder, "other.db"), { synchronous: "NORMAL" });
    await other.run("CREATE TABLE host (id INTEGER)");
    await other.run("INSERT INTO host VALUES (3)");
    const database = await openSqlite(join(folder, "c.db"), {
      synchronous: "FULL",
      attach: { other: join(folder, "other.db") },
    });
    expect(await database.read("SELECT id FROM other.host")).toEqual([{ id: 3 }]);
    await expect(database.read("INSERT INTO other.host VALUES (4)")).rejects.toMatchObject({ trouble: "unusable" });
    await Promise.all([database.close(), other.close()]);
  });
});
