// What every engine of the store must do the same. Called with a way to open a store; tenants keep the tests apart.
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AlertEvent, Delivery } from "../../src/core/alerting/index.ts";
import type { HostState, HostStatus, TargetSettings } from "../../src/core/fleet/index.ts";
import type { IncidentRecord, TimelineEntry } from "../../src/core/incident/index.ts";
import { StoreFailure } from "../../src/io/store/index.ts";
import type { Page, Store, StoredSession, TargetFilter } from "../../src/io/store/index.ts";

const NOW = Date.UTC(2026, 10, 23, 12);

/** The trouble with which a call is turned down. */
async function troubleOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return error instanceof StoreFailure ? error.trouble : `no StoreFailure: ${String(error)}`;
  }
  return "none";
}

/** Every page after another. */
async function allPages<Item>(page: (cursor?: string) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const { items: some, next } = await page(cursor);
    items.push(...some);
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return items;
}

export function incidentFor(tenant: number, id: number, more: Partial<IncidentRecord> = {}): IncidentRecord {
  return {
    id,
    tenant,
    cause: "dns-failure",
    effect: "blocks",
    stage: "dns",
    confidence: 0.9,
    because: [],
    scope: { kind: "target", key: "1" },
    severity: "major",
    state: "open",
    firstFailureMs: NOW - 5000,
    openedMs: NOW,
    reopened: 0,
    members: [{ target: 1, joinedMs: NOW }],
    outageMs: 0,
    revision: 1,
    ...more,
  };
}

export function deliveryFor(tenant: number, id: string, more: Partial<Delivery> = {}): Delivery {
  const event: AlertEvent = {
    tenant,
    kind: "opened",
    atMs: NOW,
    subject: "incident-1",
    severity: "major",
    title: { en: "It does not answer", zh: "无应答" },
    text: { en: "Since noon.", zh: "自中午起。" },
    hosts: [{ target: 1, name: "rds01" }],
    hostCount: 1,
  };
  return {
    id,
    tenant,
    channel: "mail",
    event,
    state: "waiting",
    attempts: 0,
    nextAttemptMs: NOW,
    createdMs: NOW,
    ...more,
  };
}

export function stateFor(tenant: number, target: number, status: HostStatus, more: Partial<HostState> = {}): HostState {
  return {
    tenant,
    target,
    vantage: 0,
    status,
    sinceMs: NOW,
    lastSlotMs: NOW,
    lastKind: "interval",
    lastAtMs: NOW,
    lastFullMs: null,
    lastSuccessMs: null,
    verdict: status === "up" ? "healthy" : "failing",
    failedStage: null,
    causes: [],
    totalUs: 1000,
    failures: 0,
    turnsMs: [],
    ...more,
  };
}

let tenant = 100;

/** The suite. `open` is called once. */
export function storeContract(open: () => Promise<Store>): void {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(async () => store.close());
  beforeEach(() => {
    tenant += 1;
  });

  describe("targets", () => {
    it("gives back what was put, under an id of its own", async () => {
      const settings: TargetSettings = {
        host: "RDS01.example.com",
        site: "Berlin",
        tags: { role: "session host", 环境: "生产" },
        dependsOn: ["gw01"],
        intervalSeconds: 30,
      };
      const target = await store.targets.put(tenant, settings, "api", NOW);
      expect(target).toMatchObject({ name: "RDS01.example.com:3389", tenant, origin: "api", revision: 1, settings });
      expect(await store.targets.byId(tenant, [target.id, 999_999_999])).toEqual([target]);
      expect(await store.targets.byName(tenant, target.name)).toEqual(target);
      expect(await store.targets.byName(tenant + 1000, target.name)).toBeNull();
      expect((await store.targets.all()).find(({ id }) => id === target.id)).toEqual(target);
    });

    it("puts the same name once, and counts a revision only for a change", async () => {
      const first = await store.targets.put(tenant, { host: "a", port: 3389 }, "file", NOW);
      expect(await store.targets.put(tenant, { port: 3389, host: "a" }, "file", NOW + 1)).toEqual(first);
      const second = await store.targets.put(tenant, { host: "a", port: 3389, site: "Rom" }, "file", NOW + 2);
      expect(second).toMatchObject({ id: first.id, revision: 2, createdMs: NOW, updatedMs: NOW + 2 });
      expect(await troubleOf(store.targets.put(tenant, { host: "a" }, "api", NOW))).toBe("conflict");
      expect(await store.targets.byName(tenant, "a:3389")).toEqual(second);
    });

    it("puts all or nothing", async () => {
      await store.targets.put(tenant, { host: "taken" }, "file", NOW);
      const wanted = [{ host: "new1" }, { host: "taken" }, { host: "new2" }];
      expect(await troubleOf(store.targets.putAll(tenant, wanted, "api", NOW))).toBe("conflict");
      expect(await troubleOf(store.targets.putAll(tenant, [{ host: "x" }, { host: "x" }], "api", NOW))).toBe(
        "conflict",
      );
      expect((await store.targets.list(tenant, {})).total).toBe(1);
    });

    it("changes a target only at the revision that was read", async () => {
      const target = await store.targets.put(tenant, { host: "a" }, "api", NOW);
      await store.targets.put(tenant, { name: "other", host: "b" }, "api", NOW);
      const changed = await store.targets.update(tenant, target.id, { name: "renamed", host: "a" }, 1, NOW + 1);
      expect(changed).toMatchObject({ id: target.id, name: "renamed", revision: 2 });
      expect(await troubleOf(store.targets.update(tenant, target.id, { host: "c" }, 1, NOW))).toBe("conflict");
      expect(await troubleOf(store.targets.update(tenant, target.id, { name: "other", host: "a" }, 2, NOW))).toBe(
        "conflict",
      );
      expect(await store.targets.update(tenant, 999_999_999, { host: "c" }, null, NOW)).toBeNull();
      expect(await store.targets.update(tenant + 1000, target.id, { host: "c" }, null, NOW)).toBeNull();
    });

    it("of two changes at once to one revision lets one through", async () => {
      const { id } = await store.targets.put(tenant, { host: "a" }, "api", NOW);
      const outcomes = await Promise.all(
        [1, 2, 3].map((port) => troubleOf(store.targets.update(tenant, id, { host: "a", port }, 1, NOW))),
      );
      expect(outcomes.toSorted()).toEqual(["conflict", "conflict", "none"]);
    });

    it("tells what changed since a version, and never gives an id twice", async () => {
      const { version } = await store.targets.changedSince(0);
      const [one, two] = await store.targets.putAll(tenant, [{ host: "a" }, { host: "b" }], "api", NOW);
      if (one === undefined || two === undefined) throw new Error("two targets were put");
      const after = await store.targets.changedSince(version);
      expect(after.changed).toEqual([one, two]);
      expect(await store.targets.remove(tenant, [two.id, two.id, 999_999_999])).toBe(1);
      expect(await store.targets.remove(tenant + 1000, [one.id])).toBe(0);
      expect(await store.targets.changedSince(after.version)).toMatchObject({ changed: [], removed: [two.id] });
      const again = await store.targets.put(tenant, { host: "b" }, "api", NOW);
      expect(again.id).toBeGreaterThan(two.id);
    });
  });

  describe("the list of targets", () => {
    const fleet: readonly TargetSettings[] = [
      { name: "Alpha", host: "10.0.0.1", site: "Berlin", gateway: "gw1", tags: { role: "web" } },
      { name: "beta", host: "10.0.0.2", site: "Rom", gateway: "gw1", pool: "farm_1", tags: { role: "db" } },
      { name: "Gamma%", host: "rds.example.com", site: "Berlin", balancer: "lb1" },
      { name: "数据库", host: "10.0.0.4", site: "北京" },
    ];

    const namesOf = async (filter: TargetFilter): Promise<readonly string[]> =>
      (await store.targets.list(tenant, { sort: "name", ...filter })).items.map(({ target }) => target.name);

    it.each<readonly [TargetFilter, readonly string[]]>([
      [{}, ["Alpha", "beta", "Gamma%", "数据库"]],
      [{ descending: true }, ["数据库", "Gamma%", "beta", "Alpha"]],
      [{ search: "ALPHA" }, ["Alpha"]],
      [{ search: "a%" }, ["Gamma%"]],
      [{ search: "_" }, []],
      [{ search: "rom" }, ["beta"]],
      [{ search: "ro" }, []],
      [{ search: "example" }, ["Gamma%"]],
      [{ search: "据" }, ["数据库"]],
      [{ site: "Berlin" }, ["Alpha", "Gamma%"]],
      [{ gateway: "gw1", site: "Rom" }, ["beta"]],
      [{ pool: "farm_1" }, ["beta"]],
      [{ balancer: "lb1" }, ["Gamma%"]],
      [{ tag: ["role", "web"] }, ["Alpha"]],
      [{ tag: ["role", "' OR 1=1 --"] }, []],
      [{ status: ["unknown"] }, ["Alpha", "beta", "Gamma%", "数据库"]],
      [{ status: ["down"] }, []],
      [{ status: [] }, []],
      [{ sort: "host" }, ["Alpha", "beta", "数据库", "Gamma%"]],
    ])("%j gives %j", async (filter, expected) => {
      await store.targets.putAll(tenant, fleet, "api", NOW);
      expect(await namesOf(filter)).toEqual(expected);
    });

    it("sorts by state, by fact and by time, joined with what the results know", async () => {
      const targets = await store.targets.putAll(tenant, fleet, "api", NOW);
      const [alpha, beta, gamma] = targets.map(({ id }) => id);
      if (alpha === undefined || beta === undefined || gamma === undefined) throw new Error("targets were put");
      const states = [
        stateFor(tenant, alpha, "up", { totalUs: 300 }),
        stateFor(tenant, beta, "down", {
          sinceMs: NOW - 1,
          totalUs: 900,
          causes: [{ id: "dns-failure", effect: "blocks", confidence: 0.9 }],
        }),
        stateFor(tenant, gamma, "down", { sinceMs: NOW - 9, totalUs: 600 }),
        // Seen as down from elsewhere: the worst of them stands for the target.
        stateFor(tenant, alpha, "suspect", { vantage: 3, totalUs: 100 }),
      ];
      const fact = (target: number, atMs: number) => ({ tenant, target, vantage: 0, atMs, before: null }) as const;
      await store.results.record(
        {
          rows: [],
          states,
          facts: [
            { ...fact(beta, NOW), fact: "osBuild", after: "10.0.20348" },
            { ...fact(beta, NOW), fact: "certificateNotAfterMs", after: NOW + 9 },
            { ...fact(gamma, NOW), fact: "certificateNotAfterMs", after: NOW + 5 },
          ],
          transcripts: [],
          groups: new Map(),
        },
        [],
      );
      expect(await namesOf({ sort: "worst" })).toEqual(["Gamma%", "beta", "Alpha", "数据库"]);
      expect(await namesOf({ sort: "worst", descending: true })).toEqual(["数据库", "Alpha", "beta", "Gamma%"]);
      expect(await namesOf({ sort: "certificate" })).toEqual(["Gamma%", "beta", "Alpha", "数据库"]);
      expect(await namesOf({ sort: "total" })).toEqual(["数据库", "Alpha", "Gamma%", "beta"]);
      expect(await namesOf({ status: ["down", "suspect"], sort: "since" })).toEqual(["Gamma%", "beta", "Alpha"]);
      expect(await namesOf({ build: "10.0.20348" })).toEqual(["beta"]);
      expect(await namesOf({ cause: "dns-failure" })).toEqual(["beta"]);
      const { items, total } = await store.targets.list(tenant, { sort: "name" });
      expect(total).toBe(4);
      expect(items[0]?.state).toEqual(states[3]);
      expect(items[1]).toEqual({
        target: targets[1],
        state: states[1],
        facts: { osBuild: "10.0.20348", certificateNotAfterMs: NOW + 9 },
      });
      expect(items[3]).toEqual({ target: targets[3], state: null, facts: {} });
      await store.targets.remove(tenant, [beta]);
      expect(await store.results.states(tenant, [beta])).toEqual([]);
    });

    it("gives every target once and in order, however the pages are cut", async () => {
      const sites = fc.constantFrom("", "a", "B", "ü");
      const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { maxLength: 25 });
      const sorts = fc.constantFrom("worst" as const, "name" as const, "host" as const, "site" as const);
      await fc.assert(
        fc.asyncProperty(names, sites, sorts, fc.boolean(), fc.integer({ min: 1, max: 9 }), async (...drawn) => {
          const [list, site, sort, descending, limit] = drawn;
          tenant += 1;
          const usable = [...new Set(list.map((name) => name.replaceAll("\0", "0").toWellFormed()))];
          const fleetNow = usable.map((name, index) => ({
            name,
            host: `h${index % 3}`,
            ...(index % 2 ? { site } : {}),
          }));
          const put = await store.targets.putAll(tenant, fleetNow, "api", NOW);
          const filter = { sort, descending } as const;
          const paged = await allPages(async (cursor) =>
            store.targets.list(tenant, { ...filter, limit, ...(cursor === undefined ? {} : { cursor }) }),
          );
          const whole = await store.targets.list(tenant, { ...filter, limit: 1000 });
          expect(paged).toEqual(whole.items);
          expect(paged.map(({ target }) => target.id).toSorted((a, b) => a - b)).toEqual(put.map(({ id }) => id));
          expect(whole.total).toBe(put.length);
        }),
        { numRuns: 15 },
      );
    });

    it.each(["", "x", "WzFd", "!!!", "WyJhIiwiYiIsImMiXQ"])("turns the cursor %j down", async (cursor) => {
      expect(await troubleOf(store.targets.list(tenant, { sort: "name", cursor }))).toBe("conflict");
    });
  });

  describe("resources", () => {
    it("keeps documents with revisions", async () => {
      const doc = { kind: "smtp", to: ["ops@example.com"], 备注: "值班" };
      const first = await store.resources.put(tenant, "channel", "mail", doc, "api", 0, NOW);
      expect(first).toEqual({ name: "mail", doc, origin: "api", revision: 1, createdMs: NOW, updatedMs: NOW });
      expect(await store.resources.get(tenant, "channel", "mail")).toEqual(first);
      const second = await store.resources.put(tenant, "channel", "mail", { kind: "ntfy" }, "api", 1, NOW + 1);
      expect(second).toMatchObject({ revision: 2, createdMs: NOW, updatedMs: NOW + 1 });
      expect(await store.resources.list(tenant, "channel")).toEqual([second]);
      expect(await store.resources.list(tenant, "rule")).toEqual([]);
      expect(await store.resources.get(tenant + 1000, "channel", "mail")).toBeNull();
    });

    it("refuses stale revisions, twins, and what another origin declared", async () => {
      const put = async (doc: unknown, origin: "api" | "file", revision: number | null): Promise<string> =>
        troubleOf(store.resources.put(tenant, "rule", "night", doc, origin, revision, NOW));
      expect(await put({ a: 1 }, "file", 3)).toBe("conflict");
      expect(await put({ a: 1 }, "file", 0)).toBe("none");
      expect(await put({ a: 2 }, "file", 0)).toBe("conflict");
      expect(await put({ a: 2 }, "api", null)).toBe("conflict");
      expect(await put({ a: 2 }, "file", 1)).toBe("none");
      expect(await put({ a: 3 }, "file", 1)).toBe("conflict");
      expect(await troubleOf(store.resources.remove(tenant, "rule", "night", "api"))).toBe("conflict");
      expect(await store.resources.remove(tenant, "rule", "night", "file")).toBe(true);
      expect(await store.resources.remove(tenant, "rule", "night", "file")).toBe(false);
    });

    it("makes one of many at once", async () => {
      const outcomes = await Promise.all(
        [1, 2, 3, 4].map((value) => troubleOf(store.resources.put(tenant, "rule", "one", { value }, "api", 0, NOW))),
      );
      expect(outcomes.filter((outcome) => outcome === "none")).toHaveLength(1);
    });
  });

  describe("leases", () => {
    it("go to one owner, are renewed, released, and taken over with a higher epoch", async () => {
      const names = [1, 2, 3, 4].map((number) => `watch/${tenant}-${number}`);
      const first = await store.leases.claim("a", names, 3, 60_000);
      expect(first.map(({ owner, epoch }) => [owner, epoch])).toEqual(Array.from({ length: 3 }, () => ["a", 1]));
      const second = await store.leases.claim("b", names, 9, 60_000);
      expect(second).toHaveLength(1);
      expect(await store.leases.claim("a", names, 0, 60_000)).toHaveLength(3);
      expect(await store.leases.renew(first, 60_000)).toHaveLength(3);
      await store.leases.release(first.slice(0, 1));
      expect(await store.leases.renew(first.slice(1), 1)).toHaveLength(2);
      const held = (await store.leases.list()).filter(({ name }) => name.startsWith(`watch/${tenant}-`));
      expect(held.length).toBeLessThan(4);
      const released = first[0];
      if (released === undefined) throw new Error("a lease was claimed");
      const [taken] = await store.leases.claim("c", [released.name], 1, 60_000);
      expect(taken).toMatchObject({ name: released.name, owner: "c", epoch: 2 });
      expect(await store.leases.renew([released], 60_000)).toEqual([]);
      await store.leases.release([released]);
      expect(await store.leases.renew(taken === undefined ? [] : [taken], 60_000)).toHaveLength(1);
    });

    it("never go to two who claim at once", async () => {
      const names = Array.from({ length: 20 }, (_, number) => `race/${tenant}-${number}`);
      const claims = await Promise.all(
        ["a", "b", "c", "d"].map(async (owner) => store.leases.claim(owner, names, 8, 60_000)),
      );
      const taken = claims.flat().map(({ name }) => name);
      expect(new Set(taken).size).toBe(taken.length);
      const rest = await store.leases.claim("e", names, 20, 60_000);
      expect(rest.length + taken.length).toBe(20);
    });
  });

  describe("incidents", () => {
    const entry = (id: number, more: Partial<TimelineEntry> = {}): TimelineEntry => ({
      incident: id,
      tenant,
      atMs: NOW,
      kind: "opened",
      by: "rdpulse",
      detail: { text: "值班 'quoted'" },
      ...more,
    });

    it("are written with timeline, deliveries and a line of the stream, all or nothing", async () => {
      const id = (await store.incidents.highestId()) + 1;
      const incident = incidentFor(tenant, id);
      const { last } = await store.changes.since(tenant, 0, 0);
      const delivery = deliveryFor(tenant, `d-${tenant}`);
      const entries = [entry(id), entry(id, { kind: "note", by: "ann", atMs: NOW - 1 })];
      await store.incidents.apply({ incidents: [incident], entries }, [delivery], null, NOW);
      expect(await store.incidents.get(tenant, id)).toEqual(incident);
      expect(await store.incidents.get(tenant + 1000, id)).toBeNull();
      expect(await store.incidents.timeline(tenant, id)).toEqual(entries);
      expect((await store.outbox.list(tenant, {})).items).toEqual([delivery]);
      const { lines } = await store.changes.since(tenant, last, 10);
      expect(lines).toMatchObject([{ kind: "incident", id: String(id), atMs: NOW }]);
      expect(await store.incidents.highestId()).toBe(id);
    });

    it("applied a second time change nothing; over a later revision they are refused", async () => {
      const id = (await store.incidents.highestId()) + 1;
      const change = { incidents: [incidentFor(tenant, id, { revision: 2 })], entries: [entry(id)] };
      const delivery = deliveryFor(tenant, `d-${tenant}`);
      await store.incidents.apply(change, [delivery], null, NOW);
      await store.outbox.settle(delivery.id, { state: "delivered", attempts: 1, nextAttemptMs: NOW, deliveredMs: NOW });
      await store.incidents.apply(change, [delivery], null, NOW);
      expect(await store.incidents.timeline(tenant, id)).toHaveLength(1);
      expect((await store.outbox.list(tenant, {})).items).toMatchObject([{ state: "delivered", deliveredMs: NOW }]);
      const stale = { incidents: [incidentFor(tenant, id, { revision: 2, assignee: "bob" })], entries: [] };
      expect(await troubleOf(store.incidents.apply(stale, [], null, NOW))).toBe("conflict");
    });

    it("are refused under a lease that somebody else took, and leave nothing behind", async () => {
      const name = `judge-${tenant}`;
      const [mine] = await store.leases.claim("a", [name], 1, 60_000);
      if (mine === undefined) throw new Error("the lease was free");
      const id = (await store.incidents.highestId()) + 1;
      await store.incidents.apply({ incidents: [incidentFor(tenant, id)], entries: [] }, [], mine, NOW);
      await store.leases.release([mine]);
      await store.leases.claim("b", [name], 1, 60_000);
      const change = { incidents: [incidentFor(tenant, id + 1)], entries: [entry(id + 1)] };
      expect(await troubleOf(store.incidents.apply(change, [deliveryFor(tenant, `no-${tenant}`)], mine, NOW))).toBe(
        "conflict",
      );
      expect(await store.incidents.get(tenant, id + 1)).toBeNull();
      expect((await store.outbox.list(tenant, {})).items).toEqual([]);
    });

    it("are listed by filter and in pages", async () => {
      const first = (await store.incidents.highestId()) + 1;
      const incidents = [
        incidentFor(tenant, first, { severity: "minor" }),
        incidentFor(tenant, first + 1, { openedMs: NOW - 10, severity: "critical", assignee: "ann" }),
        incidentFor(tenant, first + 2, {
          state: "closed",
          closedMs: NOW - 50,
          openedMs: NOW - 100,
          cause: "tls-handshake",
        }),
        incidentFor(tenant, first + 3, {
          members: [
            { target: 7, joinedMs: NOW },
            { target: 8, joinedMs: NOW },
          ],
        }),
      ];
      await store.incidents.apply({ incidents, entries: [] }, [], null, NOW);
      const ids = async (filter: Parameters<Store["incidents"]["list"]>[1]): Promise<readonly number[]> =>
        (
          await allPages(async (cursor) =>
            store.incidents.list(tenant, { ...filter, limit: 2, ...(cursor === undefined ? {} : { cursor }) }),
          )
        ).map(({ id }) => id - first);
      expect(await ids({})).toEqual([3, 0, 1, 2]);
      expect(await ids({ sort: "severity" })).toEqual([1, 3, 2, 0]);
      expect(await ids({ sort: "members" })).toEqual([3, 0, 1, 2]);
      expect(await ids({ state: ["closed"] })).toEqual([2]);
      expect(await ids({ state: [] })).toEqual([]);
      expect(await ids({ severity: ["critical", "minor"] })).toEqual([0, 1]);
      expect(await ids({ cause: "tls-handshake" })).toEqual([2]);
      expect(await ids({ target: 8 })).toEqual([3]);
      expect(await ids({ assignee: "ann" })).toEqual([1]);
      expect(await ids({ openedFromMs: NOW - 10, openedUntilMs: NOW })).toEqual([1]);
      expect((await store.incidents.list(tenant, { limit: 1 })).total).toBe(4);
      const current = async (withinMs: number): Promise<readonly number[]> =>
        (await store.incidents.current(withinMs, NOW))
          .filter((one) => one.tenant === tenant)
          .map(({ id }) => id - first);
      expect(await current(49)).toEqual([0, 1, 3]);
      expect(await current(50)).toEqual([0, 1, 2, 3]);
    });
  });

  describe("the outbox", () => {
    it("gives what is due, oldest first, until it is settled", async () => {
      await store.outbox.add([
        deliveryFor(tenant, `b-${tenant}`, { createdMs: NOW - 1 }),
        deliveryFor(tenant, `a-${tenant}`, { createdMs: NOW - 2, nextAttemptMs: NOW - 2, lastError: "no\0pe" }),
        deliveryFor(tenant, `later-${tenant}`, { nextAttemptMs: NOW + 1 }),
      ]);
      const due = async (atMs: number): Promise<readonly string[]> =>
        (await store.outbox.due(atMs, 1000)).filter((one) => one.tenant === tenant).map(({ id }) => id);
      expect(await due(NOW)).toEqual([`a-${tenant}`, `b-${tenant}`]);
      expect((await store.outbox.due(NOW, 1)).length).toBeLessThanOrEqual(1);
      const failed = { attempts: 1, lastError: "refused" } as const;
      await store.outbox.settle(`a-${tenant}`, { ...failed, state: "waiting", nextAttemptMs: NOW + 60 });
      await store.outbox.settle(`b-${tenant}`, { ...failed, state: "dead", nextAttemptMs: NOW });
      expect(await due(NOW + 1)).toEqual([`later-${tenant}`]);
      const { items } = await store.outbox.list(tenant, { state: "dead", channel: "mail" });
      expect(items).toMatchObject([{ id: `b-${tenant}`, lastError: "refused", attempts: 1 }]);
      expect((await store.outbox.list(tenant, { channel: "none" })).items).toEqual([]);
      const pages = await allPages(async (cursor) =>
        store.outbox.list(tenant, { limit: 1, ...(cursor === undefined ? {} : { cursor }) }),
      );
      expect(pages.map(({ id }) => id)).toEqual([`later-${tenant}`, `b-${tenant}`, `a-${tenant}`]);
      await store.outbox.prune(NOW);
      expect((await store.outbox.list(tenant, {})).items.map(({ id }) => id)).toEqual([
        `later-${tenant}`,
        `a-${tenant}`,
      ]);
    });
  });

  describe("the stream of changes", () => {
    const line = (id: string, of = tenant) => ({ tenant: of, atMs: NOW, kind: "state", id, detail: { id } });

    it("goes on where a reader stopped, in the order of writing", async () => {
      const { last } = await store.changes.since(tenant, 0, 0);
      const ids = Array.from({ length: 30 }, (_, index) => String(index));
      await Promise.all(ids.map(async (id) => store.changes.append([line(id), line("other", tenant + 1000)])));
      const seen: number[] = [];
      let position = last;
      for (;;) {
        const { lines, missed, last: next } = await store.changes.since(tenant, position, 7);
        expect(missed).toBe(false);
        if (lines.length === 0) break;
        seen.push(...lines.map(({ seq }) => seq));
        position = next;
      }
      expect(seen).toHaveLength(30);
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
      const { lines } = await store.changes.since(tenant, last, 100);
      expect(lines.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    });

    it("says when lines between were pruned", async () => {
      const { last } = await store.changes.since(tenant, 0, 0);
      await store.changes.append(["1", "2", "3"].map((id) => line(id)));
      await store.changes.prune(1);
      expect(await store.changes.since(tenant, last, 9)).toMatchObject({ missed: true, lines: [{ id: "3" }] });
      expect(await store.changes.since(tenant, last + 2, 9)).toMatchObject({ missed: false, last: last + 3 });
      // A reader from a store that was newer than the one that was restored.
      expect(await store.changes.since(tenant, last + 1000, 9)).toMatchObject({ missed: true });
    });

    it("tells what happens to targets and resources by itself", async () => {
      const { last } = await store.changes.since(tenant, 0, 0);
      const { id } = await store.targets.put(tenant, { host: "a" }, "api", NOW);
      await store.targets.update(tenant, id, { host: "a", site: "x" }, null, NOW);
      await store.targets.remove(tenant, [id]);
      await store.resources.put(tenant, "channel", "mail", {}, "api", null, NOW);
      await store.resources.remove(tenant, "channel", "mail", "api");
      await store.targets.putAll(
        tenant,
        Array.from({ length: 300 }, (_, index) => ({ host: `many-${index}` })),
        "api",
        NOW,
      );
      const { lines } = await store.changes.since(tenant, last, 100);
      expect(lines.map((one) => [one.kind, one.id])).toEqual([
        ["target", String(id)],
        ["target", String(id)],
        ["target", String(id)],
        ["resource/channel", "mail"],
        ["resource/channel", "mail"],
        ["target", "*"],
      ]);
    });
  });

  describe("the safe", () => {
    it("keeps secrets, and gives them under their name alone", async () => {
      await store.safe.putSecret(tenant, "smtp", "pässwörd 密码", NOW);
      await store.safe.putSecret(tenant, "smtp", "second 密码", NOW);
      await store.safe.putSecret(tenant, "api", "", NOW);
      expect(await store.safe.secret(tenant, "smtp")).toBe("second 密码");
      expect(await store.safe.secret(tenant, "api")).toBe("");
      expect(await store.safe.secret(tenant + 1000, "smtp")).toBeNull();
      expect(await store.safe.secretNames(tenant)).toEqual(["api", "smtp"]);
      expect(await store.safe.removeSecret(tenant, "api")).toBe(true);
      expect(await store.safe.removeSecret(tenant, "api")).toBe(false);
    });

    it("repeats the answer to the same request, and refuses the key for another", async () => {
      const answer = { status: 201, body: '{"ok":true}' };
      expect(await store.safe.repeatOf(tenant, "k", "h1")).toBeNull();
      await store.safe.rememberAnswer(tenant, "k", "h1", answer, NOW);
      expect(await store.safe.repeatOf(tenant, "k", "h1")).toEqual(answer);
      expect(await troubleOf(store.safe.repeatOf(tenant, "k", "h2"))).toBe("conflict");
      await store.safe.rememberAnswer(tenant, "later", "h", answer, NOW + 25 * 3_600_000);
      expect(await store.safe.repeatOf(tenant, "k", "h1")).toBeNull();
    });

    it("tells who did what, newest first", async () => {
      const lines = ["1", "2", "3"].map((subject) => ({
        tenant,
        atMs: NOW,
        by: "ann",
        action: "put",
        subject,
        detail: { subject },
      }));
      for (const one of lines) await store.safe.recordAction(one);
      const pages = await allPages(async (cursor) => store.safe.actions(tenant, 2, cursor));
      expect(pages).toEqual(lines.toReversed());
    });
  });

  describe("sessions", () => {
    const session = (key: string, more: Partial<StoredSession> = {}): StoredSession => ({
      tenant,
      target: 5,
      host: "rds01",
      key,
      user: "EXAMPLE\\Ann",
      address: "192.0.2.7",
      state: "active",
      startMs: NOW,
      endMs: null,
      seenMs: NOW,
      detail: { id: key },
      ...more,
    });

    it("keep what was known last, and are found by host, user, time", async () => {
      const late = session("2", { startMs: NOW - 5, state: "ended", endMs: NOW - 3, seenMs: NOW + 5 });
      await store.sessions.put([session("1"), session("2"), late, session("3", { host: "rds02", user: "bob" })]);
      await store.sessions.put([session("2")]);
      const keys = async (filter: Parameters<Store["sessions"]["list"]>[1]): Promise<readonly string[]> =>
        (
          await allPages(async (cursor) =>
            store.sessions.list(tenant, { limit: 1, ...filter, ...(cursor === undefined ? {} : { cursor }) }),
          )
        ).map(({ key }) => key);
      expect(await keys({})).toEqual(["3", "1", "2"]);
      expect(await keys({ user: "example\\ANN" })).toEqual(["1", "2"]);
      expect(await keys({ host: "rds02" })).toEqual(["3"]);
      expect(await keys({ target: 6 })).toEqual([]);
      expect(await keys({ state: ["ended"] })).toEqual(["2"]);
      expect(await keys({ fromMs: NOW - 2 })).toEqual(["3", "1"]);
      expect((await store.sessions.list(tenant, { state: ["ended"] })).items).toEqual([late]);
      expect(await store.sessions.prune(NOW)).toBeGreaterThanOrEqual(1);
      expect(await keys({})).toEqual(["3", "1"]);
    });
  });

  it("says how it is", async () => {
    const health = await store.health();
    expect(health).toMatchObject({ engine: expect.stringMatching(/^(?:sqlite|postgres)$/u), schema: 1, trouble: null });
    expect(health.bytes).toBeGreaterThan(0);
    expect(health.version).toMatch(/^\d+\./u);
  });
}
