// A server with TLS in one network and vantages in another: what they may, what they do, and what their death changes.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificate, type Certificate, type Lab, type LabNetwork, lacks, network, openLab } from "../../lab/index.ts";
import {
  type HostItem,
  type Incident,
  lightHosts,
  type Listed,
  mailbox,
  type MonitorServer,
  quickConfiguration,
  type RunningProgram,
  serve,
  startProgram,
  until,
  writeConfiguration,
} from "./monitor-server.ts";

const BOTH = 3400;
const SERVER_ONLY = 3401;
const VANTAGE_ONLY = 3402;
const HOSTS = 6;
const STORED = "s3cret-of-the-store";
const REFERRED = "s3cret-of-the-environment";

const lacking = lacks({ root: true, packages: [] });

let lab: Lab;
let net: LabNetwork;
let identity: Certificate;
let server: MonitorServer;
let data: string;
let adminToken = "";
const tokens: string[] = [];

interface Reply<Body> {
  readonly status: number;
  readonly body: Body;
}

interface Asked {
  readonly method?: string;
  readonly token?: string;
  readonly body?: object;
  readonly headers?: readonly string[];
}

/** Every answer that was seen. */
let answers = "";

/** Asks the API from the other network. */
async function ask<Body>(
  path: string,
  { method = "GET", token, body, headers = [] }: Asked = {},
): Promise<Reply<Body>> {
  const sent = [
    ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
    ...(body === undefined ? [] : ["content-type: application/json"]),
    ...headers,
  ];
  const outcome = await net.run("curl", [
    "-s",
    `-X${method}`,
    "-w\n%{http_code}",
    "--cacert",
    identity.caPath,
    ...sent.flatMap((header) => ["-H", header]),
    ...(body === undefined ? [] : ["-d", JSON.stringify(body)]),
    new URL(`api/v1/${path}`, server.url).href,
  ]);
  const end = outcome.stdout.lastIndexOf("\n");
  const text = outcome.stdout.slice(0, end);
  answers += text;
  // The API's own tests hold its answers against their schemas.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { status: Number(outcome.stdout.slice(end + 1)), body: (text === "" ? null : JSON.parse(text)) as Body };
}

async function admin<Body>(path: string, asked: Asked = {}): Promise<Body> {
  const reply = await ask<Body>(path, { ...asked, token: adminToken });
  if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}

async function newToken(name: string, settings: object): Promise<string> {
  const { token } = await admin<{ token: string }>("tokens", { method: "POST", body: { name, ...settings } });
  tokens.push(token);
  return token;
}

function vantage(name: string, token: string, ...args: readonly string[]): RunningProgram {
  const path = join(lab.makeFolder("vantage"), "token");
  writeFileSync(path, token, { mode: 0o600 });
  const given = ["--join", server.url, "--token-file", path, "--ca", identity.caPath, "--name", name];
  return startProgram(lab, ["vantage", ...given, ...args], { netns: net.client });
}

async function isAlive(name: string): Promise<boolean> {
  const { items } = await admin<Listed<{ name: string; alive: boolean }>>("vantages");
  return items.find((item) => item.name === name)?.alive === true;
}

/** States of the two hosts that only the vantage reaches. */
async function far(): Promise<string> {
  const { items } = await admin<Listed<HostItem>>("hosts");
  const statuses = items.filter(({ name }) => name.startsWith("far")).map(({ state }) => state?.status ?? "");
  return statuses.toSorted().join();
}

function whenMissed(): true | undefined {
  return /Vantage depot: silent/u.test(server.said()) ? true : undefined;
}

beforeAll(async () => {
  if (lacking !== "") return;
  lab = openLab();
  net = await network(lab);
  identity = await certificate(lab, { cn: "rdpulse.lab.test", san: `IP:${net.serverAddress}` });
  await Promise.all([
    lightHosts(lab, BOTH, { netns: net.server }),
    lightHosts(lab, BOTH, { netns: net.client }),
    lightHosts(lab, SERVER_ONLY, { netns: net.server }),
    lightHosts(lab, VANTAGE_ONLY, { netns: net.client }),
  ]);
  const told = await mailbox(lab);
  const vantages = ["local", "branch"];
  const targets = [
    ...Array.from({ length: HOSTS }, (_, index) => ({ name: `h${index}`, host: `127.9.0.${index + 1}`, port: BOTH })),
    { name: "same", host: "127.9.1.1", port: BOTH, vantages },
    { name: "split", host: "127.9.1.2", port: SERVER_ONLY, vantages },
  ];
  const configuration = {
    ...quickConfiguration(targets, told),
    vantages: [{ name: "branch" }],
    channels: [
      { name: "hook", kind: "webhook", url: told.url, secret: "env:HOOK_SECRET" },
      { name: "chat", kind: "webhook", url: told.url, secret: "secret:chat" },
    ],
  };
  const config = writeConfiguration(lab.folder, configuration);
  data = lab.makeFolder("data");
  server = await serve(lab, {
    data,
    config,
    listen: `${net.serverAddress}:8443`,
    args: ["--tls-cert", identity.certPath, "--tls-key", identity.keyPath],
    netns: net.server,
    env: { HOOK_SECRET: REFERRED },
  });
  adminToken = readFileSync(join(data, "admin-token"), "utf8").trim();
  tokens.push(adminToken);
});

afterAll(async () => lab?.close());

describe.skipIf(lacking !== "")(`a server beyond this machine${lacking}`, () => {
  it("does not start without TLS", async () => {
    const program = startProgram(lab, ["serve", "--listen", "0.0.0.0:0", "--data", lab.makeFolder("plain")]);
    expect(await program.ended()).toBe(2);
    expect(program.said()).toMatch(/--tls-cert and --tls-key/u);
  });

  it("is open to the token alone, and to its own name and origin alone", async () => {
    expect((await ask("hosts")).status).toBe(401);
    expect((await ask("hosts", { token: "rdpulse_wrong" })).status).toBe(401);
    expect((await ask("hosts", { token: adminToken })).status).toBe(200);
    expect((await ask("hosts", { token: adminToken, headers: ["host: rebound.example"] })).status).toBe(421);
    const foreign = ["origin: https://evil.example"];
    expect(
      (await ask("hosts", { method: "POST", token: adminToken, body: { host: "127.0.0.1" }, headers: foreign })).status,
    ).toBe(403);
  });

  it("lets a vantage's token do a vantage's work and nothing else", async () => {
    const token = await newToken("branch-token", { scopes: ["vantage"], vantage: "branch" });
    for (const path of ["hosts", "incidents", "tokens", "vantages", "health", "secrets"]) {
      expect([path, (await ask(path, { token })).status]).toEqual([path, 403]);
    }
    const made = await ask("hosts", { method: "POST", token, body: { host: "127.0.0.1" } });
    expect(made.status).toBe(403);
    const work = { free: 1, waitMs: 0 };
    expect((await ask("vantages/other/work", { method: "POST", token, body: work })).status).toBe(403);
  });

  it("opens an incident where a vantage sees another world", async () => {
    const branch = vantage("branch", await newToken("branch-two", { scopes: ["vantage"], vantage: "branch" }));
    await until("the vantage is here", async () => ((await isAlive("branch")) ? true : undefined), 15_000);
    const found = await until(
      "an incident",
      async () => (await admin<Listed<Incident>>("incidents?state=open")).items[0],
      30_000,
    );
    expect(found.cause).toBe("nat-or-segmentation-path");
    const { items } = await admin<Listed<HostItem>>("hosts");
    expect(items.find(({ id }) => String(id) === found.scope.key)?.name).toBe("split");
    await admin("tokens/branch-two", { method: "DELETE" });
    expect(await branch.ended()).toBe(3);
    const lines = branch.said().trim().split("\n");
    expect(lines.filter((line) => line.includes("401"))).toHaveLength(1);
    expect(lines).toHaveLength(2);
    const open = await admin<Listed<Incident>>("incidents?state=open");
    expect(open.items).toHaveLength(1);
  });

  it("notices that one with a share died, and makes that share itself", async () => {
    const depot = vantage("depot", await newToken("depot-token", { scopes: ["vantage"] }), "--share");
    await until("the vantage is here", async () => ((await isAlive("depot")) ? true : undefined), 15_000);
    // Two neighbours that only the vantage reaches: one of them is in its share.
    for (const name of ["far0", "far1"]) {
      await admin("hosts", { method: "POST", body: { name, host: "127.9.2.1", port: VANTAGE_ONLY } });
    }
    await until("one is well", async () => ((await far()) === "down,up" ? true : undefined), 25_000);
    await depot.kill();
    await until("it is missed", whenMissed, 20_000);
    expect(await isAlive("depot")).toBe(false);
    await until("its share is made here", async () => ((await far()) === "down,down" ? true : undefined), 25_000);
  });

  it("shows no secret and no token anywhere", async () => {
    await admin("secrets/chat", { method: "PUT", body: { value: STORED } });
    await admin("channels/hook/test", { method: "POST" });
    await admin("channels/chat/test", { method: "POST" });
    for (const path of ["channels", "tokens", "secrets", "actions", "health", "vantages"]) await admin(path);
    const made = JSON.stringify(tokens);
    const shown = answers;
    const files = readdirSync(data).filter((name) => name !== "admin-token");
    expect(files.length).toBeGreaterThan(2);
    for (const secret of [STORED, REFERRED, ...tokens]) {
      for (const name of files) expect([name, readFileSync(join(data, name)).includes(secret)]).toEqual([name, false]);
      expect(server.said()).not.toContain(secret);
      // A token is shown once, in the answer that makes it.
      expect(shown.split(secret).length - 1).toBeLessThanOrEqual(
        made.includes(secret) && secret !== adminToken ? 1 : 0,
      );
    }
  });
});
