// Discovery with a probe that opens no socket: what is added under which name, what hostile hosts may call themselves, manners.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DiscoverySettings } from "../../../src/core/configuration/index.ts";
import type { Evidence } from "../../../src/core/evidence/index.ts";
import { DEFAULT_TENANT } from "../../../src/core/fleet/index.ts";
import type { CheckOptions } from "../../../src/core/plan/index.ts";
import { answerOf, runDiscovery, sweep, type DiscoveryRun, type SweepWorld } from "../../../src/io/discovery/index.ts";
import { openStore, type Store } from "../../../src/io/store/index.ts";
import { expiredCertificate, refused } from "../cli/index.ts";

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rdpulse-discovery-"));
  store = await openStore({ folder });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

/** What every host answers that calls itself `name`. */
function calledItself(name: string): Evidence {
  const evidence = expiredCertificate();
  const facts = { ...evidence.facts, "credssp.ntlm": { value: { dnsComputer: name }, line: 13 } };
  return { ...evidence, facts };
}

function probeThat(sees: (options: CheckOptions) => Evidence): SweepWorld["runCheck"] {
  return async (options) => ({ evidence: sees(options), transcript: "" });
}

async function discover(
  settings: Omit<DiscoverySettings, "name">,
  runCheck: SweepWorld["runCheck"],
): Promise<DiscoveryRun> {
  return runDiscovery(DEFAULT_TENANT, { name: "office", perSecond: 2000, ...settings }, "api", {
    store,
    runCheck,
    forbidden: [],
    folder,
    clock: { nowMs: () => 1000 },
  });
}

const targets = async (): Promise<readonly string[]> =>
  (await store.targets.all()).map(({ name, origin }) => `${origin} ${name}`);

describe("runDiscovery", () => {
  it("adds what nobody watches yet, and gives way where an endpoint or a name is taken", async () => {
    await store.targets.put(DEFAULT_TENANT, { name: "finance", host: "192.0.2.1" }, "api", 1);
    await store.targets.put(DEFAULT_TENANT, { name: "rds02", host: "elsewhere" }, "file", 1);
    const probe = probeThat(({ host }) => calledItself(host.endsWith(".2") ? "rds02" : "rds03"));
    const run = await discover({ ranges: ["192.0.2.1-4"], add: true }, probe);
    expect(run).toMatchObject({ found: 4, added: 3, events: { found: 4 } });
    expect(await targets()).toEqual(
      expect.arrayContaining([
        "api finance",
        "file rds02",
        "discovery 192.0.2.2:3389",
        "discovery rds03",
        expect.stringMatching(/^discovery 192\.0\.2\.[34]:3389$/),
      ]),
    );
    expect(await discover({ ranges: ["192.0.2.1-4"], add: true }, probe)).toMatchObject({ added: 0, events: {} });
  });

  it("adds nothing unless it is told to", async () => {
    expect(
      await discover(
        { hosts: ["rds01"] },
        probeThat(() => expiredCertificate()),
      ),
    ).toMatchObject({ found: 1, added: 0 });
    expect(await targets()).toEqual([]);
  });

  it("tells at most a thousand events of one sweep, and the whole numbers", async () => {
    const run = await discover(
      { ranges: ["10.0.0.0/21"], parallel: 1024 },
      probeThat(() => expiredCertificate()),
    );
    expect(run.events).toEqual({ found: 2046 });
    const { lines } = await store.changes.since(DEFAULT_TENANT, 0, 5000);
    const told = lines.filter(({ kind }) => kind === "discovery");
    expect(told).toHaveLength(1001);
    expect(told.at(-1)?.detail).toMatchObject({ event: "swept", found: 2046 });
  });
});

describe("answerOf", () => {
  it.each(["=cmd|' /C calc'!A0", "<script>", "a b", "\u001b[31mred", "x".repeat(300), "", "-rds01"])(
    "takes no name like %j",
    (name) => expect(answerOf(calledItself(name))).toEqual({ kind: "rdp", name: null }),
  );

  it("knows a host from a closed port", () => {
    expect(answerOf(calledItself("rds01.example.com"))).toEqual({ kind: "rdp", name: "rds01.example.com" });
    expect(answerOf(refused())).toEqual({ kind: "silent" });
  });
});

describe("sweep", () => {
  it("never asks one host twice at a time, and goes on where a check breaks", async () => {
    const busy = new Set<string>();
    let most = 0;
    const outcome = await sweep(
      [3389, 3390, 3391].flatMap((port) => ["a", "b", "broken"].map((host) => ({ host, port }))),
      { name: "x", perSecond: 2000, parallel: 9 },
      {
        forbidden: [],
        runCheck: async ({ host }) => {
          expect(busy.has(host)).toBe(false);
          busy.add(host);
          most = Math.max(most, busy.size);
          await new Promise((resolve) => {
            setImmediate(resolve);
          });
          busy.delete(host);
          if (host === "broken") throw new Error("a bug");
          return { evidence: expiredCertificate(), transcript: "" };
        },
      },
    );
    expect(outcome).toMatchObject({ total: 9, asked: 6, found: 6, failed: 3, ended: "complete" });
    expect(most).toBeGreaterThan(1);
  });
});
