import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { displayWidth } from "../../../src/app/cli/index.ts";
import { type HealthFigures, SCHEMAS } from "../../../src/core/contract/index.ts";
import type { Api } from "../../../src/io/api/index.ts";
import { type Outcome, runCli } from "../cli/index.ts";
import { type ApiFixture, incidentAt, NOW_MS, openApi, recordCheck } from "./api-fixture.ts";

const HEALTH: HealthFigures = {
  score: 20,
  band: "bad",
  atMs: NOW_MS,
  terms: [
    {
      id: "network",
      title: { en: "network", zh: "网络" },
      weight: 0.3,
      effectiveWeight: 1,
      score: 97.5,
      because: [],
      inputs: [
        {
          fact: "tcp-p95",
          title: { en: "95 % of TCP connects within", zh: "TCP 连接耗时（P95）" },
          value: 60,
          text: { en: "60 ms", zh: "60 ms" },
          points: 98,
          share: 1,
          atMs: NOW_MS,
        },
      ],
      missing: [],
    },
    {
      id: "hardware",
      title: { en: "hardware", zh: "硬件" },
      weight: 0.15,
      effectiveWeight: 0,
      score: null,
      because: [],
      inputs: [],
      missing: [
        {
          fact: "memory-used",
          title: { en: "memory \u001b[31mused", zh: "内存使用率" },
          why: { en: "not known", zh: "未知" },
        },
      ],
    },
  ],
  cappedAt: 20,
  caps: [{ id: "down", at: 20, because: { en: "the host lets nobody in", zh: "该主机目前无法连接" } }],
  trend: [{ id: "day", atMs: NOW_MS - 43_200_000, before: 99.1, now: 97.5 }],
};

let fixture: ApiFixture;
let strict: ApiFixture;
let url: string;
let strictUrl: string;
const folder = mkdtempSync(join(tmpdir(), "rdpulse-commands-"));

beforeAll(async () => {
  const figures = [
    {
      id: "session-setup",
      title: { en: "Session set-up", zh: "会话建立" },
      unit: "share",
      objective: 0.9995,
      actual: 0.99,
      met: false,
    },
    {
      id: "connect-time",
      title: { en: "Connect time", zh: "连接用时" },
      unit: "ms",
      objective: 2000,
      actual: null,
      met: null,
    },
  ].map((one) => ({ ...one, windowDays: 30, good: 99, total: 100, budgetLeft: -19, burn: [] }));
  fixture = await openApi(
    {},
    {
      reliability: {
        figures: async (_tenant, group) => (group === "fleet" ? figures : []),
        health: async (_tenant, _target, state) => (state === null ? null : HEALTH),
        groupHealth: async (_tenant, group) => ({
          group,
          atMs: NOW_MS,
          score: null,
          hosts: 0,
          unknown: 0,
          bands: { good: 0, fair: 0, poor: 0, bad: 0 },
          trend: [],
          worst: [],
        }),
      },
      notify: {
        kinds: () => [],
        sendTest: async (_tenant, name) => ({ ok: name === "mail", failure: name === "mail" ? null : "451 later" }),
      },
    },
  );
  strict = await openApi({ trustsLocal: false });
  url = await address(fixture.api);
  strictUrl = await address(strict.api);
});
afterAll(async () => {
  await fixture.close();
  await strict.close();
  rmSync(folder, { recursive: true, force: true });
});

async function address(api: Api): Promise<string> {
  return `http://127.0.0.1:${await api.listen("127.0.0.1", 0)}`;
}

async function rdpulse(...argv: string[]): Promise<Outcome> {
  return runCli(argv, { env: { RDPULSE_URL: url, RDPULSE_DATA: folder } });
}

const valid = (name: "hosts-1" | "incidents-1" | "slo-1" | "alerts-1" | "tokens-1", text: string): boolean =>
  new Ajv2020({ strict: false }).validate(SCHEMAS[name], JSON.parse(text));

describe("rdpulse hosts", () => {
  it("adds, lists, shows, checks and removes", async () => {
    expect((await rdpulse("hosts")).stdout).toContain("No host. Add one: rdpulse hosts add HOST");
    const added = await rdpulse(
      "hosts",
      "add",
      "rds01.example.com",
      "rds02.example.com:3390",
      "--site",
      "Berlin",
      "--tag",
      "owner=it",
    );
    expect(added).toMatchObject({ code: 0, stderr: "" });
    expect(added.stdout).toMatch(/^rds01\.example\.com:3389: added as \d+\n/);
    const [first, second] = (await fixture.store.targets.list(1, { sort: "name" })).items;
    await recordCheck(fixture.store, first?.target.id ?? 0);
    const cause = { id: "rdp-cert-expired", effect: "hinders", confidence: 0.9 } as const;
    await recordCheck(fixture.store, second?.target.id ?? 0, {
      verdict: "failing",
      failedStage: "tls",
      causes: [cause],
    });
    const list = await rdpulse("hosts", "--width", "80");
    expect(list.stdout).toMatch(/^HOST +STATE +CONNECT +CAUSE\nrds02\.example\.com:3390 +DOWN /);
    expect(list.stdout).toContain("2 of 2");
    expect((await rdpulse("hosts", "--status", "up")).stdout).not.toContain("rds02");
    const shown = await rdpulse("hosts", "show", "rds01.example.com");
    expect(shown.stdout).toContain("operating system build: 10.0.20348");
    for (const part of [
      "20 bad",
      "held down to 20: the host lets nobody in",
      "what checks tell: 97.5, at the end of yesterday 99.1",
      "network: 97.5, counts 100 %",
      "95 % of TCP connects within: 60 ms → 98",
      "hardware: not known",
      "memory \\u{1b}[31mused: not known",
    ]) {
      expect(shown.stdout).toContain(part);
    }
    expect((await rdpulse("hosts", "check", "rds01.example.com:3389")).code).toBe(0);
    expect(fixture.checked.at(-1)).toEqual([first?.target.id]);
  });

  it.each([44, 80, 120])("fits a page of %i columns, in both languages", async (width) => {
    for (const lang of ["en", "zh"]) {
      for (const words of [["hosts"], ["hosts", "show", "rds02.example.com"], ["incidents"], ["slo"], ["alerts"]]) {
        const { stdout } = await rdpulse(...words, "--width", String(width), "--lang", lang);
        const tooWide = stdout.split("\n").filter((line) => displayWidth(line) > width);
        expect([words, lang, tooWide]).toEqual([words, lang, []]);
      }
    }
  });

  it("prints JSON, lines and CSV", async () => {
    const { stdout } = await rdpulse("hosts", "--json");
    expect(valid("hosts-1", stdout)).toBe(true);
    const lines = (await rdpulse("hosts", "--ndjson")).stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).schema)).toEqual(["rdpulse.hosts/1", "rdpulse.hosts/1"]);
    expect((await rdpulse("hosts", "--csv")).stdout).toMatch(/^id,name,host,port,/);
    expect((await rdpulse("hosts", "--csv", "--json")).code).toBe(2);
  });

  it("goes through all pages", async () => {
    const hosts = Array.from({ length: 1005 }, (_, index) => ({ host: `many${index}`, pool: "many" }));
    await fixture.store.targets.putAll(1, hosts, "api", 1);
    const all = await rdpulse("hosts", "--pool", "many", "--limit", "0", "--json");
    expect(JSON.parse(all.stdout)).toMatchObject({ total: 1005, items: { length: 1005 } });
    expect(JSON.parse((await rdpulse("hosts", "--pool", "many", "--limit", "7", "--json")).stdout).items).toHaveLength(
      7,
    );
  });

  it("says what is wrong in one line, with the next step", async () => {
    expect(await rdpulse("hosts", "show", "nowhere")).toMatchObject({
      code: 2,
      stderr: "rdpulse: there is no host nowhere; see: rdpulse hosts\n",
    });
    expect((await rdpulse("hosts", "frobnicate")).stderr).toContain("hosts has no frobnicate; it has list, add,");
    expect((await rdpulse("hosts", "add", "rds01.example.com")).stderr).toContain(
      'A host named "rds01.example.com:3389" is there',
    );
    expect((await rdpulse("hosts", "add", "x", "--interval", "1")).code).toBe(2);
    const away = await runCli(["hosts"], { env: { RDPULSE_URL: "http://127.0.0.1:1", RDPULSE_DATA: folder } });
    expect(away).toMatchObject({ code: 3, stderr: expect.stringContaining("is `rdpulse serve` running there?") });
    const plain = await runCli(["hosts", "--url", "http://rdpulse.example.com", "--token", "t"], {});
    expect(plain).toMatchObject({ code: 2, stderr: expect.stringContaining("would travel in the clear") });
  });

  it("shows nothing that a host could say to the terminal", async () => {
    await fixture.store.targets.put(1, { host: "esc", name: "a\u001b[31mred\u202e", pool: "evil" }, "file", 1);
    const { stdout } = await rdpulse("hosts", "--pool", "evil");
    expect(stdout).toContain(String.raw`a\u{1b}[31mred\u{202e}`);
  });
});

describe("a token", () => {
  it("is taken from a file, the environment, or the server's folder on this machine", async () => {
    const refused = await runCli(["hosts"], { env: { RDPULSE_URL: strictUrl, RDPULSE_DATA: folder } });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("wants a token: --token-file FILE") });
    const token = await strict.api.tokens.issue(1, "cli", { scopes: ["operate"] });
    const file = join(folder, "admin-token");
    writeFileSync(file, `${token}\n`);
    for (const [argv, env] of [
      [["--token-file", file], { RDPULSE_DATA: "/nowhere" }],
      [[], { RDPULSE_TOKEN: token }],
      [[], { RDPULSE_DATA: folder }],
    ] as const) {
      expect((await runCli(["hosts", ...argv], { env: { RDPULSE_URL: strictUrl, ...env } })).code).toBe(0);
    }
    rmSync(file);
  });

  it("of another server on this machine does not hinder, found, and is not passed over, given", async () => {
    const file = join(folder, "admin-token");
    writeFileSync(file, "of-another-server\n");
    expect(await rdpulse("hosts")).toMatchObject({ code: 0, stderr: "" });
    expect((await rdpulse("incidents", "note", "12", "told", "once")).stderr).not.toContain("wants a token");
    expect((await rdpulse("hosts", "--token-file", file)).stderr).toContain("wants a token");
    const refused = await runCli(["hosts"], { env: { RDPULSE_URL: strictUrl, RDPULSE_DATA: folder } });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("wants a token") });
    rmSync(file);
  });
});

describe("rdpulse incidents", () => {
  it("lists what is open, shows it, and acts on it", async () => {
    expect(await rdpulse("incidents")).toMatchObject({ code: 0, stdout: "No incident is open.\n" });
    const [view] = (await fixture.store.targets.list(1, { search: "rds02" })).items;
    await fixture.store.incidents.apply(
      { incidents: [incidentAt(12, view?.target.id ?? 0)], entries: [] },
      [],
      null,
      NOW_MS,
    );
    const list = await rdpulse("incidents");
    expect(list.code).toBe(1);
    expect(list.stdout).toMatch(/^INCIDENT +SEVERITY +STATE +HOSTS +CAUSE\nINC-12 +MAJOR +open +1 /);
    expect((await rdpulse("incidents", "ack", "INC-12")).stdout).toContain("acknowledged");
    expect((await rdpulse("incidents", "note", "12", "switch", "port", "down")).code).toBe(0);
    const shown = await rdpulse("incidents", "show", "12");
    for (const part of ["Evidence", "line 7", "What to do first", "Timeline", "switch port down"]) {
      expect(shown.stdout).toContain(part);
    }
    expect(valid("incidents-1", (await rdpulse("incidents", "--json")).stdout)).toBe(true);
    expect((await rdpulse("incidents", "post-mortem", "12", "--lang", "zh")).stdout).toBe("# INC-12 (zh)\n");
    expect((await rdpulse("incidents", "mute", "12", "2h")).code).toBe(0);
    expect((await rdpulse("incidents", "close", "12")).code).toBe(0);
    expect((await rdpulse("incidents", "close", "12")).stderr).toContain("it is closed already");
    expect((await rdpulse("incidents", "show", "twelve")).stderr).toContain("give a number such as INC-12");
  });
});

describe("rdpulse slo and alerts", () => {
  it("tell what is missed by the exit code", async () => {
    const slo = await rdpulse("slo");
    expect(slo.code).toBe(1);
    expect(slo.stdout).toMatch(/Session set-up +NO +99\.95 % +99\.00 % +used up/);
    expect(valid("slo-1", (await rdpulse("slo", "--json")).stdout)).toBe(true);
    expect((await rdpulse("slo", "site/Bonn")).code).toBe(0);
    expect((await rdpulse("slo", "nonsense")).code).toBe(2);
  });

  it("test a channel and send again what was given up", async () => {
    for (const name of ["mail", "pager"])
      await fixture.store.resources.put(1, "channel", name, { name }, "api", null, 1);
    expect(await rdpulse("alerts", "test", "mail")).toMatchObject({
      code: 0,
      stdout: "mail: the test message was taken\n",
    });
    expect(await rdpulse("alerts", "test", "pager")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("451 later"),
    });
    const title = { en: "Down", zh: "故障" };
    const about = {
      tenant: 1,
      kind: "opened",
      atMs: 1,
      subject: "incident-12",
      severity: "major",
      hosts: [],
      hostCount: 0,
    } as const;
    const event = { ...about, title, text: title };
    const times = { nextAttemptMs: 1, createdMs: 1, attempts: 9 };
    await fixture.store.outbox.add([
      { id: "d1", tenant: 1, channel: "pager", event, state: "dead", lastError: "refused", ...times },
    ]);
    expect((await rdpulse("alerts", "--state", "dead")).stdout).toContain("d1: Down (refused)");
    expect(valid("alerts-1", (await rdpulse("alerts", "--json")).stdout)).toBe(true);
    expect((await rdpulse("alerts", "retry", "d1")).code).toBe(0);
    expect((await fixture.store.outbox.due(NOW_MS, 10)).map(({ id }) => id)).toEqual(["d1"]);
    expect((await rdpulse("alerts", "retry", "d1")).code).toBe(2);
  });
});

describe("rdpulse tokens", () => {
  it("makes one that is shown once and opens the door, and revokes it", async () => {
    const made = await rdpulse("tokens", "add", "timer", "--scope", "operate", "--days", "90", "--note", "logons");
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining("only this once") });
    const token = made.stdout.trim();
    const who = async (): Promise<number> => {
      const answer = await fetch(`${url}/api/v1/who`, { headers: { authorization: `Bearer ${token}` } });
      return answer.status;
    };
    expect(await who()).toBe(200);
    const { stdout } = await rdpulse("tokens");
    expect(stdout).toMatch(/timer +operate .*logons/u);
    expect(stdout).not.toContain(token);
    expect(valid("tokens-1", (await rdpulse("tokens", "--json")).stdout)).toBe(true);
    expect((await rdpulse("tokens", "revoke", "timer")).code).toBe(0);
    expect(await who()).toBe(401);
  });

  it.each([
    ["add", "timer"],
    ["add", "timer", "--scope", "everything"],
    ["add", "timer", "--scope", "read", "--days", "0"],
    ["add", "local", "--scope", "read"],
    ["revoke", "nobody"],
  ])("refuses %s %s %s %s in one line", async (...words) => {
    const { code, stdout, stderr } = await rdpulse("tokens", ...words.filter((word) => word !== undefined));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
