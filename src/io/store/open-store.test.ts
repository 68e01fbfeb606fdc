import { chmodSync, closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SetAside } from "./damage.ts";
import { openStore } from "./open-store.ts";

// Every opening of a store starts threads; on a machine at work that takes its time.
const TIMEOUT = { timeout: 60_000 };

const PAGE_BYTES = 4096;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rdpulse-open-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("openStore", TIMEOUT, () => {
  it("makes folder and files for their owner alone", async () => {
    const place = join(folder, "deep", "monitor");
    const store = await openStore({ folder: place, isServer: true });
    await store.targets.put(1, { host: "a" }, "api", 1);
    expect(statSync(place).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(place)) expect([name, statSync(join(place, name)).mode & 0o077]).toEqual([name, 0]);
    await store.close();
    const again = await openStore({ folder: place });
    expect(await again.targets.all()).toHaveLength(1);
    await again.close();
  });

  it("lets one server work in a folder, and other programs beside it", async () => {
    const server = await openStore({ folder, isServer: true });
    await expect(openStore({ folder, isServer: true })).rejects.toMatchObject({
      trouble: "locked",
      message: expect.stringContaining(folder),
    });
    const beside = await openStore({ folder });
    await beside.close();
    await server.close();
    await (await openStore({ folder, isServer: true })).close();
  });

  it("waits for no lease of a server that is dead", async () => {
    const first = await openStore({ folder, isServer: true });
    await first.leases.claim("a", ["judge"], 1, 60_000);
    const beside = await openStore({ folder });
    expect(await beside.leases.list()).toHaveLength(1);
    await beside.close();
    await first.close();
    const second = await openStore({ folder, isServer: true });
    expect(await second.leases.claim("b", ["judge"], 1, 60_000)).toMatchObject([{ owner: "b", epoch: 2 }]);
    await second.close();
  });

  it.each(["state.db", "results.db"])("says what to do about a %s that is no database", async (name) => {
    const path = join(folder, name);
    writeFileSync(path, "this is no database, but long enough to be looked at\n".repeat(100));
    await expect(openStore({ folder })).rejects.toMatchObject({
      trouble: "corrupt",
      message: expect.stringMatching(new RegExp(`${path}.*rdpulse restore`, "u")),
    });
  });

  describe("a server that finds results.db damaged", () => {
    const moved: string[] = [];
    const asServer = { isServer: true, onSetAside: ({ to }: SetAside) => void moved.push(to) };
    beforeEach(() => void moved.splice(0));

    it("keeps it under another name, begins a new one, and knows its fleet", async () => {
      const first = await openStore({ folder, isServer: true });
      await first.targets.put(1, { host: "a" }, "api", 1);
      await first.close();
      writeFileSync(join(folder, "results.db"), "x".repeat(9000));
      const store = await openStore({ folder, ...asServer });
      expect(await store.targets.all()).toHaveLength(1);
      expect(await store.results.states(null)).toEqual([]);
      await store.close();
      expect(moved.map((to) => statSync(to).size)).toEqual([9000]);
      await (await openStore({ folder, ...asServer })).close();
      expect(moved).toHaveLength(1);
    });

    it("in use only, notes it, and looks at the whole file at its next start", async () => {
      await (await openStore({ folder, isServer: true })).close();
      overwriteTable("results.db", "host_state");
      const store = await openStore({ folder, ...asServer });
      await expect(store.results.states(null)).rejects.toMatchObject({
        trouble: "corrupt",
        message: expect.stringMatching(/results\.db.*start RDPulse anew.*rdpulse restore/u),
      });
      await store.close();
      expect(moved).toEqual([]);
      const again = await openStore({ folder, ...asServer });
      expect(await again.results.states(null)).toEqual([]);
      await again.close();
      expect(moved).toHaveLength(1);
    });
  });

  it("refuses a state.db of which a part is damaged, and touches nothing", async () => {
    const first = await openStore({ folder, isServer: true });
    await first.targets.put(1, { host: "a" }, "api", 1);
    await first.close();
    overwriteTable("state.db", "target");
    const before = readFileSync(join(folder, "state.db"));
    await expect(openStore({ folder, isServer: true })).rejects.toMatchObject({
      trouble: "corrupt",
      message: expect.stringMatching(/state\.db.*rdpulse restore FILE --force/u),
    });
    expect(readFileSync(join(folder, "state.db")).equals(before)).toBe(true);
  });

  it("refuses tables of a newer version", async () => {
    await (await openStore({ folder })).close();
    const database = new DatabaseSync(join(folder, "state.db"));
    database.exec("UPDATE schema_version SET version = 99 WHERE name = 'state'");
    database.close();
    await expect(openStore({ folder })).rejects.toMatchObject({
      trouble: "newer",
      message: expect.stringMatching(/state\.db.*99/u),
    });
  });

  it("refuses a folder that is none, and one in which others may write", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const isTold = { trouble: "unusable", message: expect.stringContaining(file) };
    await expect(openStore({ folder: file })).rejects.toMatchObject(isTold);
    await expect(openStore({ folder: join(file, "below") })).rejects.toMatchObject(isTold);
    chmodSync(folder, 0o777);
    await expect(openStore({ folder })).rejects.toMatchObject({ message: expect.stringContaining("chmod 700") });
  });

  it.runIf(process.platform === "linux")("refuses a place where the kernel makes no folders", async () => {
    await expect(openStore({ folder: "/proc/rdpulse/store" })).rejects.toMatchObject({ trouble: "unusable" });
  });

  it("refuses an address that is none of PostgreSQL, without repeating it", async () => {
    await expect(openStore({ folder, url: "mysql://ann:pass-word@db/x" })).rejects.toMatchObject({
      trouble: "unusable",
      message: expect.not.stringContaining("pass-word"),
    });
  });

  it("forgets states of targets whose removal was cut off", async () => {
    const store = await openStore({ folder });
    const { id } = await store.targets.put(1, { host: "a" }, "api", 1);
    await store.close();
    const database = new DatabaseSync(join(folder, "results.db"));
    const insert = database.prepare(
      `INSERT INTO host_facts (tenant, target, vantage, facts, facts_at) VALUES (1, ?, 0, '{}', '{}')`,
    );
    for (const target of [id, 77]) insert.run(target);
    database.close();
    const server = await openStore({ folder, isServer: true });
    expect((await server.results.allFacts(1)).map(({ target }) => target)).toEqual([id]);
    await server.close();
  });
});

/** Damage of the first page of one table. */
function overwriteTable(name: string, table: string): void {
  const path = join(folder, name);
  const database = new DatabaseSync(path);
  const found = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(table);
  database.close();
  const page = Number(found?.["rootpage"]);
  expect(page).toBeGreaterThan(1);
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(PAGE_BYTES, 0xff), 0, PAGE_BYTES, (page - 1) * PAGE_BYTES);
  closeSync(file);
}
