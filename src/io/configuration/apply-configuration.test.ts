import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_TENANT } from "../../core/fleet/index.ts";
import { openStore, type Store } from "../store/index.ts";
import { applyConfiguration, documentProblems } from "./index.ts";

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rdpulse-apply-"));
  store = await openStore({ folder });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const names = async (): Promise<readonly string[]> =>
  (await store.targets.all()).map(({ name, origin }) => `${origin} ${name}`);

describe("applyConfiguration", () => {
  it("puts what the file declares, leaves what is equal, removes what vanished", async () => {
    const first = { targets: ["a", "b"], rules: [{ name: "all", channels: ["*"] }] };
    expect(await applyConfiguration(store, DEFAULT_TENANT, first, 1000)).toEqual({ put: 3, removed: 0, conflicts: [] });
    expect(await applyConfiguration(store, DEFAULT_TENANT, first, 2000)).toEqual({ put: 0, removed: 0, conflicts: [] });
    const [a, b] = await store.targets.all();
    const second = { targets: ["a", { host: "b", tags: { owner: "x" } }, "c"] };
    expect(await applyConfiguration(store, DEFAULT_TENANT, second, 3000)).toEqual({
      put: 2,
      removed: 1,
      conflicts: [],
    });
    const after = await store.targets.all();
    expect(after.map(({ id, revision }) => [id, revision])).toEqual([
      [a?.id, 1],
      [b?.id, 2],
      [3, 1],
    ]);
    expect(await store.resources.list(DEFAULT_TENANT, "rule")).toEqual([]);
    expect(await applyConfiguration(store, DEFAULT_TENANT, {}, 4000)).toEqual({ put: 0, removed: 3, conflicts: [] });
    expect(await names()).toEqual([]);
  });

  it("leaves alone what the API declared, and states the names that both want", async () => {
    await store.targets.put(DEFAULT_TENANT, { host: "mine" }, "api", 1000);
    await store.targets.put(DEFAULT_TENANT, { host: "both", port: 3390 }, "api", 1000);
    await store.resources.put(DEFAULT_TENANT, "channel", "mail", { name: "mail", kind: "email" }, "api", null, 1000);
    const configuration = { targets: ["both:3390", "ours"], channels: [{ name: "mail", kind: "ntfy" }] };
    expect(await applyConfiguration(store, DEFAULT_TENANT, configuration, 2000)).toEqual({
      put: 1,
      removed: 0,
      conflicts: [
        { kind: "target", name: "both:3390", origin: "api" },
        { kind: "channel", name: "mail", origin: "api" },
      ],
    });
    expect(await names()).toEqual(["api mine:3389", "api both:3390", "file ours:3389"]);
  });
});

describe("documentProblems", () => {
  it("checks a document of the API as the file's, with the names of the store", async () => {
    const problems = async (
      kind: "rule" | "discovery" | "maintenance",
      document: unknown,
    ): Promise<readonly string[]> =>
      (await documentProblems(store, DEFAULT_TENANT, kind, "x", document, {})).map(
        ({ pointer, text }) => `${pointer} ${text.en}`,
      );
    const mail = { name: "mail", kind: "email" };
    await store.resources.put(DEFAULT_TENANT, "channel", "mail", mail, "api", null, 1000);
    expect(await problems("rule", { channels: ["mail"] })).toEqual([]);
    expect(await problems("rule", { channels: ["mial"] })).toEqual([
      "/channels/0 there is no channel called mial; did you mean mail?",
    ]);
    expect(
      await problems("maintenance", { weekly: { days: [1], from: "22:00", minutes: 60, zone: "Mars/Base" } }),
    ).toEqual([expect.stringContaining("/weekly/zone is no time zone")]);
    expect(await problems("discovery", { files: ["/etc/passwd"] })).toEqual([
      "/files files of the server can only be named in its configuration file",
    ]);
  });
});
