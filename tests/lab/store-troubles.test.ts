// What goes wrong under a store, done for real: a full disk, a server that goes away, two that start at once; and the way
// from files to PostgreSQL and back.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lacks, needs, openLab, postgresql } from "../../lab/index.ts";
import type { Lab, PostgresqlServer } from "../../lab/index.ts";
import { exportStore, importStore, openDatabases, openStore, StoreFailure } from "../../src/io/store/index.ts";
import type { Store } from "../../src/io/store/index.ts";
import { incidentFor, NOW } from "./store-contract/bench.ts";

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(async () => lab.close());

async function troubleOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "none",
    (error: unknown) => (error instanceof StoreFailure ? error.trouble : String(error)),
  );
}

describe("a full disk", () => {
  it("is said with the path, loses nothing that was acknowledged, and is over when there is room", async ({ skip }) => {
    needs(skip, { root: true, packages: [] });
    const mount = join(lab.folder, "small");
    mkdirSync(mount);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m,mode=700", "tmpfs", mount]);
    lab.onClose(() => void execFileSync("umount", ["-l", mount]));
    const folder = join(mount, "monitor");
    const store = await openStore({ folder, isServer: true });
    await store.targets.put(1, { host: "a" }, "api", NOW);
    writeFileSync(join(mount, "ballast"), Buffer.alloc(1_500_000));
    let acknowledged = 0;
    let failure: unknown;
    while (failure === undefined && acknowledged < 500) {
      const doc = { text: "x".repeat(20_000) };
      try {
        await store.resources.put(1, "rule", `r${acknowledged}`, doc, "api", 0, NOW);
        acknowledged += 1;
      } catch (error) {
        failure = error;
      }
    }
    expect(failure).toMatchObject({ trouble: "full" });
    expect(String(failure)).toContain(folder);
    expect(await store.resources.list(1, "rule")).toHaveLength(acknowledged);
    rmSync(join(mount, "ballast"));
    await store.resources.put(1, "rule", "after", {}, "api", 0, NOW);
    expect((await store.health()).trouble).toBeNull();
    await store.close();
    const again = await openStore({ folder });
    expect(await again.resources.list(1, "rule")).toHaveLength(acknowledged + 1);
    await again.close();
  });

  it("that lets nobody write is said with the path and the next step", async ({ skip }) => {
    needs(skip, { root: true, packages: [] });
    const mount = join(lab.folder, "read-only");
    mkdirSync(mount);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", mount]);
    lab.onClose(() => void execFileSync("umount", ["-l", mount]));
    await expect(openStore({ folder: join(mount, "monitor") })).rejects.toMatchObject({
      trouble: "unusable",
      message: expect.stringMatching(/read-only\/monitor: cannot be written \(EROFS\); .*--data/u),
    });
  });
});

const lacking = lacks({ packages: ["database"] });

describe.skipIf(lacking !== "")(`PostgreSQL${lacking}`, () => {
  let server: PostgresqlServer;
  beforeAll(async () => {
    server = await postgresql(lab);
  });

  it("is migrated once by processes that start at once", async () => {
    const url = await server.makeDatabase("at-once");
    const opened = await Promise.all(
      [1, 2, 3, 4].map(async () => openStore({ folder: lab.makeFolder("store"), url, isServer: true })),
    );
    const first = await opened[0]?.targets.put(1, { host: "a" }, "api", NOW);
    expect(await opened[3]?.targets.all()).toEqual([first]);
    await Promise.all(opened.map(async (store) => store.close()));
  });

  it("of two servers gives a target's change to one, and tells the other", async () => {
    const url = await server.makeDatabase("two");
    const [one, two] = await Promise.all(
      [1, 2].map(async () => openStore({ folder: lab.makeFolder("store"), url, isServer: true })),
    );
    if (one === undefined || two === undefined) throw new Error("two stores were opened");
    const target = await one.targets.put(1, { host: "a" }, "api", NOW);
    const changes = await Promise.all(
      [one, two].map(async (store, index) =>
        troubleOf(store.targets.update(1, target.id, { host: "a", site: `s${index}` }, 1, NOW)),
      ),
    );
    expect(changes.toSorted()).toEqual(["conflict", "none"]);
    const seen = await Promise.all([one, two].map(async (store) => store.targets.changedSince(0)));
    expect(seen[0]).toEqual(seen[1]);
    await Promise.all([one.close(), two.close()]);
  });

  it("that goes away is said, and found again by itself", async () => {
    const own = await postgresql(lab);
    const store = await openStore({ folder: lab.makeFolder("store"), url: own.url });
    const target = await store.targets.put(1, { host: "a" }, "api", NOW);
    await own.stop();
    expect(await troubleOf(store.targets.put(1, { host: "b" }, "api", NOW))).toBe("gone");
    expect(await troubleOf(store.targets.all())).toBe("gone");
    expect((await store.health()).trouble).toMatch(/PostgreSQL.*; /u);
    expect(await troubleOf(openStore({ folder: lab.makeFolder("store"), url: own.url }))).toBe("gone");
    const back = await postgresql(lab, { folder: own.folder, address: own.address });
    expect(await store.targets.all()).toEqual([target]);
    await store.targets.put(1, { host: "b" }, "api", NOW);
    expect((await store.health()).trouble).toBeNull();
    await store.close();
    await back.stop();
  });

  it("takes in what files gave, and gives it back to files the same", async () => {
    const [folder, back] = [lab.makeFolder("files"), lab.makeFolder("files")];
    const url = await server.makeDatabase("moved");
    const store = await openStore({ folder });
    await fill(store);
    await store.close();
    const places = [{ folder }, { folder: lab.makeFolder("store"), url }, { folder: back }] as const;
    const texts: string[] = [];
    for (const [index, place] of places.entries()) {
      const databases = await openDatabases(place);
      if (index > 0) await importStore(databases, join(lab.folder, "moved.ndjson"));
      let text = "";
      await exportStore(databases, async (more) => void (text += more), NOW);
      writeFileSync(join(lab.folder, "moved.ndjson"), text);
      // The first line says which engine wrote it, the last one is its hash.
      texts.push(text.trimEnd().split("\n").slice(1, -1).join("\n"));
      await databases.close();
    }
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).toBe(texts[0]);
    expect(texts[0]?.split("\n").length).toBeGreaterThan(1000);
  });
});

async function fill(store: Store): Promise<void> {
  const hosts = Array.from({ length: 1200 }, (_, index) => ({
    host: `h${index}`,
    site: ["ü", "a", "B"][index % 3] ?? "",
  }));
  const targets = await store.targets.putAll(1, hosts, "api", NOW);
  await store.resources.put(1, "channel", "mail", { z: 1, a: [null, 0.5, "值班"] }, "file", 0, NOW);
  await store.safe.putSecret(1, "smtp", "secret", NOW);
  const id = (await store.incidents.highestId()) + 1;
  const entry = { incident: id, tenant: 1, atMs: NOW, kind: "note", by: "ann" } as const;
  const entries = [1, 2, 3].map((number) => ({ ...entry, detail: { number } }));
  await store.incidents.apply({ incidents: [incidentFor(1, id)], entries }, [], null, NOW);
  const rows = targets.map(({ id: target }, index) => ({
    tenant: 1,
    target,
    vantage: 0,
    slotMs: NOW + index * 3_600_000,
    kind: "interval" as const,
    atMs: NOW + index * 3_600_000,
    verdict: index % 3 === 0 ? ("failing" as const) : ("healthy" as const),
    failedStage: null,
    causes: [],
    stagesUs: { tcp: 900 + index },
    totalUs: 5000 + index,
    excluded: false,
  }));
  const groups = new Map(targets.map(({ id: target }) => [target, ["fleet", "site/ü"]]));
  await store.results.record({ rows, states: [], facts: [], transcripts: [], groups }, []);
}
