// One target seen from two places, and nftables between one of them and its port: the way is at fault, not the host.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Verdict } from "../../src/core/diagnosis/index.ts";
import { isSuccess } from "../../src/core/fleet/index.ts";
import {
  certificate,
  type Certificate,
  type Lab,
  type LabNetwork,
  lacks,
  network,
  openLab,
  xrdp,
} from "../../lab/index.ts";
import {
  type HostItem,
  type Incident,
  type Listed,
  mailbox,
  type MonitorServer,
  quickConfiguration,
  serve,
  startProgram,
  until,
  writeConfiguration,
} from "./monitor-server.ts";

const PORT = 3389;
const OTHER_PORT = 3390;
const WITHIN_MS = 60_000;

const lacking = lacks({ root: true, packages: ["core"] });

let lab: Lab;
let net: LabNetwork;
let identity: Certificate;
let server: MonitorServer;

let adminToken = "";

interface Detail extends Incident {
  readonly because: readonly { readonly fact: string; readonly value: unknown; readonly at: string }[];
  readonly timeline: readonly { readonly kind: string }[];
}

/** Asks the API from the vantage's network, as people elsewhere do. */
async function ask<Body>(path: string, method = "GET", body?: object): Promise<Body> {
  const url = new URL(`api/v1/${path}`, server.url).href;
  const sent = body === undefined ? [] : ["-H", "content-type: application/json", "-d", JSON.stringify(body)];
  const given = ["-sS", `-X${method}`, "--cacert", identity.caPath, "-H", `authorization: Bearer ${adminToken}`];
  const { stdout, stderr } = await net.run("curl", [...given, ...sent, url]);
  if (stdout === "") throw new Error(stderr);
  // The API's own tests hold its answers against their schemas.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(stdout) as Body;
}

async function incidents(state: "open" | "closed"): Promise<readonly Incident[]> {
  return (await ask<Listed<Incident>>(`incidents?state=${state}`)).items;
}

/** Vantages that found the target well. */
async function seenFrom(id: number): Promise<ReadonlySet<number>> {
  const { items } = await ask<Listed<{ vantage: number; verdict: Verdict }>>(`hosts/${id}/results?limit=50`);
  return new Set(items.filter(isSuccess).map(({ vantage }) => vantage));
}

beforeAll(async () => {
  if (lacking !== "") return;
  lab = openLab();
  net = await network(lab, { router: true });
  identity = await certificate(lab, { cn: "rdpulse.lab.test", san: `IP:${net.serverAddress}` });
  const ini = { security_layer: "tls" };
  await Promise.all([PORT, OTHER_PORT].map(async (port) => xrdp(lab, { netns: net.server, port, ini })));
  const told = await mailbox(lab);
  const vantages = ["local", "branch"];
  const targets = [
    { name: "behind-the-filter", host: net.serverAddress, port: PORT, vantages },
    { name: "beside-it", host: net.serverAddress, port: OTHER_PORT, vantages },
  ];
  const config = writeConfiguration(lab.folder, {
    ...quickConfiguration(targets, told),
    vantages: [{ name: "branch" }],
  });
  const data = lab.makeFolder("data");
  server = await serve(lab, {
    data,
    config,
    listen: `${net.serverAddress}:8443`,
    args: ["--tls-cert", identity.certPath, "--tls-key", identity.keyPath],
    netns: net.server,
  });
  adminToken = readFileSync(join(data, "admin-token"), "utf8").trim();
});

afterAll(async () => lab?.close());

describe.skipIf(lacking !== "")(`a port that only the way to it drops${lacking}`, () => {
  it("is one incident of the path, with what both places saw, and ends with the filter", async () => {
    const wanted = { name: "branch", scopes: ["vantage"], vantage: "branch" };
    const { token } = await ask<{ token: string }>("tokens", "POST", wanted);
    const path = join(lab.makeFolder("vantage"), "token");
    writeFileSync(path, token, { mode: 0o600 });
    const joined = ["--join", server.url, "--token-file", path, "--ca", identity.caPath, "--name", "branch"];
    startProgram(lab, ["vantage", ...joined], { netns: net.client });
    const hosts = (await ask<Listed<HostItem>>("hosts")).items;
    const target = hosts.find(({ name }) => name === "behind-the-filter");
    if (target === undefined) throw new Error("the target is not there");
    const branch = await until(
      "both places see the host well",
      async () => [...(await seenFrom(target.id))].find((vantage) => vantage !== 0),
      WITHIN_MS,
    );
    expect(await seenFrom(target.id)).toEqual(new Set([0, branch]));
    expect(await incidents("open")).toEqual([]);

    await net.fault("drop", { port: PORT });
    const [found] = await until(
      "an incident",
      async () => {
        const open = await incidents("open");
        return open.length > 0 ? open : undefined;
      },
      WITHIN_MS,
    );
    if (found === undefined) throw new Error("no incident");
    expect(found).toMatchObject({
      cause: "nat-or-segmentation-path",
      scope: { kind: "target", key: String(target.id) },
    });
    const { because } = await ask<Detail>(`incidents/${found.id}`);
    const verdictOf = (vantage: number): unknown =>
      because.find(({ fact }) => fact === `vantage.${vantage}.verdict`)?.value;
    expect([["healthy", "degraded"].includes(String(verdictOf(0))), verdictOf(branch)]).toEqual([true, "unreachable"]);
    // What the far side saw on the wire stands in its own conversation.
    expect(because.filter(({ at }) => /^line \d+/u.test(at)).length).toBeGreaterThan(0);
    const kept = await ask<Listed<{ vantage: number }>>(`hosts/${target.id}/transcripts`);
    expect(kept.items.map(({ vantage }) => vantage)).toContain(branch);

    await net.heal();
    await until("it closes itself", async () => ((await incidents("open")).length === 0 ? true : undefined), WITHIN_MS);
    expect(await incidents("closed")).toMatchObject([{ id: found.id }]);
  }, 240_000);
});
