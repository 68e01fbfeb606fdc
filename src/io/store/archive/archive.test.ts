import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IncidentRecord } from "../../../core/incident/index.ts";
import { openDatabases, openStore } from "../open-store.ts";
import type { Store } from "../store.ts";
import { backupStore } from "./backup.ts";
import { exportStore } from "./export.ts";
import { importStore } from "./import.ts";
import { restoreStore } from "./restore.ts";

// Every opening of a store starts threads; on a machine at work that takes its time.
const TIMEOUT = { timeout: 60_000 };

const NOW = Date.UTC(2026, 10, 23, 4, 5, 6);

let home: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "rdpulse-archive-"));
  folder = join(home, "monitor");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const incident: IncidentRecord = {
  id: 12,
  tenant: 1,
  cause: "dns-name-or-address-wrong",
  effect: "blocks",
  stage: "dns",
  confidence: 1,
  because: [],
  scope: { kind: "target", key: "1" },
  severity: "major",
  state: "open",
  firstFailureMs: NOW,
  openedMs: NOW,
  reopened: 0,
  members: [{ target: 1, joinedMs: NOW }],
  outageMs: 0,
  revision: 3,
};

/** A bit of everything. */
async function fill(store: Store): Promise<void> {
  const hosts = [{ host: "a" }, { host: "北京", site: "Berlin", tags: { role: "web" } }, { host: "gone" }];
  const targets = await store.targets.putAll(1, hosts, "api", NOW);
  await store.targets.remove(
    1,
    targets.slice(2).map(({ id }) => id),
  );
  await store.resources.put(1, "channel", "mail", { kind: "smtp", 收件人: ["ops"] }, "file", 0, NOW);
  await store.safe.putSecret(1, "smtp", "correct-horse-battery", NOW);
  await store.safe.recordAction({ tenant: 1, atMs: NOW, by: "ann", action: "put", subject: "mail", detail: null });
  const entry = { incident: 12, tenant: 1, atMs: NOW, by: "rdpulse" } as const;
  const entries = [
    { ...entry, kind: "opened", detail: { why: "x" } },
    { ...entry, kind: "note", detail: { text: "值班" } },
  ] as const;
  await store.incidents.apply({ incidents: [incident], entries }, [], null, NOW);
  const rows = targets.map(({ id }) => ({
    tenant: 1,
    target: id,
    vantage: 0,
    slotMs: NOW,
    kind: "interval" as const,
    atMs: NOW,
    verdict: "healthy" as const,
    failedStage: null,
    causes: [],
    stagesUs: { tcp: 900 },
    totalUs: 5000,
    excluded: false,
  }));
  const groups = new Map(targets.map(({ id }) => [id, ["fleet"]]));
  await store.results.record({ rows, states: [], facts: [], transcripts: [], groups }, []);
}

async function filled(place = folder): Promise<void> {
  const store = await openStore({ folder: place });
  await fill(store);
  await store.close();
}

async function exported(place: string, file: string): Promise<string> {
  const databases = await openDatabases({ folder: place });
  let text = "";
  await exportStore(databases, async (more) => void (text += more), NOW);
  await databases.close();
  writeFileSync(file, text);
  return text;
}

async function imported(place: string, file: string): Promise<Awaited<ReturnType<typeof importStore>>> {
  const databases = await openDatabases({ folder: place });
  try {
    return await importStore(databases, file);
  } finally {
    await databases.close();
  }
}

describe("backup and restore", TIMEOUT, () => {
  it("bring back a moment of a store that is being written", async () => {
    const file = join(home, "backup.tar");
    const server = await openStore({ folder, isServer: true });
    await fill(server);
    const writing = (async (): Promise<void> => {
      for (let number = 0; number < 50; number += 1) {
        await server.resources.put(1, "rule", `r${number}`, {}, "api", 0, NOW);
      }
    })();
    const report = await backupStore(folder, file, NOW);
    await writing;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(report.files.map(({ name }) => name)).toEqual(["results.db", "state.db"]);
    expect(readFileSync(file).includes("correct-horse-battery")).toBe(false);
    const place = join(home, "restored");
    expect(await restoreStore(file, place, NOW)).toMatchObject({ folder: place, former: null, hasSecretKey: false });
    const restored = await openStore({ folder: place });
    expect(await restored.incidents.get(1, 12)).toEqual(incident);
    expect(await restored.targets.all()).toEqual(await server.targets.all());
    expect(statSync(place).mode & 0o777).toBe(0o700);
    await restored.close();
    await server.close();
    expect(readdirSync(home).toSorted()).toEqual(["backup.tar", "monitor", "restored"]);
  });

  it("replace a store only when told to, keep it, and leave the key of the secrets in place", async () => {
    const file = join(home, "backup.tar");
    await filled();
    await backupStore(folder, file, NOW);
    await expect(backupStore(folder, file, NOW)).rejects.toMatchObject({ trouble: "file-exists" });
    const store = await openStore({ folder });
    await store.resources.put(1, "rule", "later", {}, "api", 0, NOW);
    await store.close();
    await expect(restoreStore(file, folder, NOW)).rejects.toMatchObject({ trouble: "store-exists" });
    const server = await openStore({ folder, isServer: true });
    await expect(restoreStore(file, folder, NOW, { force: true })).rejects.toMatchObject({ trouble: "in-use" });
    await server.close();
    const { former } = await restoreStore(file, folder, NOW, { force: true });
    expect(former).toBe(`${folder}.before-20261123T040506Z`);
    const restored = await openStore({ folder });
    expect(await restored.safe.secret(1, "smtp")).toBe("correct-horse-battery");
    expect(await restored.resources.list(1, "rule")).toEqual([]);
    await restored.close();
    const before = await openStore({ folder: former ?? "" });
    expect(await before.resources.list(1, "rule")).toHaveLength(1);
    await before.close();
  });

  it("refuse a file at every place where it was changed or cut, and leave nothing behind", async () => {
    const file = join(home, "backup.tar");
    const bad = join(home, "bad.tar");
    await filled();
    await backupStore(folder, file, NOW);
    const bytes = readFileSync(file);
    const place = join(home, "restored");
    for (const part of [0, 0.01, 0.3, 0.6, 0.9]) {
      writeFileSync(bad, bytes.subarray(0, Math.floor(bytes.length * part)));
      await expect(restoreStore(bad, place, NOW)).rejects.toMatchObject({
        trouble: expect.stringMatching(/^(?:damaged|not-a-backup)$/u),
      });
    }
    const changed = Buffer.from(bytes);
    const at = Math.floor(bytes.length / 2);
    changed[at] = (changed[at] ?? 0) ^ 0xff;
    writeFileSync(bad, changed);
    await expect(restoreStore(bad, place, NOW)).rejects.toMatchObject({ trouble: "damaged" });
    await expect(restoreStore(join(home, "none.tar"), place, NOW)).rejects.toMatchObject({
      trouble: "file-unreadable",
    });
    writeFileSync(bad, bytes.toString("latin1").replace('"state": 1', '"state": 9'), "latin1");
    await expect(restoreStore(bad, place, NOW)).rejects.toMatchObject({ trouble: "newer" });
    expect(readdirSync(home).toSorted()).toEqual(["backup.tar", "bad.tar", "monitor"]);
    await expect(backupStore(join(home, "empty"), join(home, "x.tar"), NOW)).rejects.toMatchObject({
      trouble: "no-store",
    });
  });
});

describe("export and import", TIMEOUT, () => {
  it("carry configuration, incidents, secrets and rollups to another store", async () => {
    await filled();
    const [file, place] = [join(home, "a.ndjson"), join(home, "other")];
    const text = await exported(folder, file);
    expect(text).not.toContain("correct-horse-battery");
    const { rows } = await imported(place, file);
    expect(rows).toMatchObject({ target: 2, resource: 1, secret: 1, incident: 1, timeline: 2, audit_trail: 1 });
    expect(rows).toMatchObject({ host_hour: 3, host_day: 3 });
    const [from, to] = [await openStore({ folder }), await openStore({ folder: place })];
    expect(await to.targets.all()).toEqual(await from.targets.all());
    expect(await to.targets.list(1, { tag: ["role", "web"] })).toEqual(
      await from.targets.list(1, { tag: ["role", "web"] }),
    );
    expect(await to.resources.list(1, "channel")).toEqual(await from.resources.list(1, "channel"));
    expect(await to.incidents.timeline(1, 12)).toEqual(await from.incidents.timeline(1, 12));
    const day = [NOW - 86_400_000, NOW + 86_400_000] as const;
    expect(await to.results.hostTotals(1, ...day)).toEqual(await from.results.hostTotals(1, ...day));
    expect(await to.results.hostRollups(1, null, "hour", ...day)).toHaveLength(3);
    // The id of the target that was removed is not given again.
    expect((await to.targets.put(1, { host: "new" }, "api", NOW)).id).toBe(4);
    await Promise.all([from.close(), to.close()]);
    await expect(imported(place, file)).rejects.toMatchObject({ trouble: "not-empty" });
  });

  it("come out the same again", async () => {
    await filled();
    const place = join(home, "other");
    const text = await exported(folder, join(home, "a.ndjson"));
    await imported(place, join(home, "a.ndjson"));
    expect(await exported(place, join(home, "b.ndjson"))).toBe(text);
  });

  it("take nothing that is cut, changed, or none of ours", async () => {
    await filled();
    const file = join(home, "a.ndjson");
    const lines = (await exported(folder, file)).trimEnd().split("\n");
    const place = join(home, "other");
    const databases = await openDatabases({ folder: place });
    const refused = async (text: string): Promise<string> => {
      writeFileSync(file, text);
      return importStore(databases, file).then(
        () => "taken",
        (error: unknown) => (error instanceof Error && "trouble" in error ? String(error.trouble) : String(error)),
      );
    };
    for (let count = 1; count < lines.length; count += 1) {
      expect(await refused(`${lines.slice(0, count).join("\n")}\n`)).toBe("damaged");
    }
    expect(await refused("")).toBe("not-an-export");
    expect(await refused("PK\u0003\u0004")).toBe("not-an-export");
    expect(await refused(lines.slice(1).join("\n"))).toBe("not-an-export");
    expect(await refused(lines.join("\n").replace('"Berlin"', '"Munich"'))).toBe("damaged");
    expect(await refused(lines.join("\n").replace("rdpulse.export/1", "rdpulse.export/2"))).toBe("newer");
    expect(await refused(lines.join("\n").replace('"table":"target","id":1', '"table":"target","id":"1"'))).toBe(
      "bad-line",
    );
    expect(await refused(lines.join("\n").replace('"table":"target"', '"table":"sqlite_schema"'))).toBe("bad-line");
    expect(await refused(lines.join("\n").replace('{"host":"a"}', '{"host":7}'))).toBe("bad-line");
    for (const table of ["target", "resource", "incident", "group_rollup"] as const) {
      const from = table === "group_rollup" ? databases.results : databases.state;
      expect(await from.all(`SELECT * FROM ${table}`)).toEqual([]);
    }
    await databases.close();
  });
});
