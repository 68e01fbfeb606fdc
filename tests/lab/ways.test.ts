import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  authority,
  certificate,
  dnsServer,
  needs,
  openLab,
  shim,
  xrdp,
  type Lab,
  type LabServer,
} from "../../lab/index.ts";
import { startGatewayStandIn } from "../../lab/stand-in/index.ts";
import { diagnose } from "../../src/core/diagnosis/index.ts";
import { QUESTION_IDS, type CheckOptions } from "../../src/core/plan/index.ts";
import { replayTranscript } from "../../src/core/transcript/index.ts";
import { runCheck, type CheckHooks, type CheckRun } from "../../src/io/probe/index.ts";

let lab: Lab;
let server: LabServer;
let rootsPem: string;

beforeEach(({ skip }) => needs(skip));

beforeAll(async () => {
  lab = openLab();
  rootsPem = readFileSync((await authority(lab)).certPath, "utf8");
  const names = await certificate(lab, { cn: "rdp1.lab.test", san: "DNS:rdp1.lab.test" });
  server = await xrdp(lab, { certificate: names });
});
afterAll(() => lab.close());

function check(more: Partial<CheckOptions>, hooks: CheckHooks = {}): Promise<CheckRun> {
  return runCheck(
    {
      input: more.host ?? server.address,
      host: server.address,
      port: server.port,
      stageTimeoutMs: 1500,
      totalTimeoutMs: 12_000,
      lastStage: "capabilities",
      skip: QUESTION_IDS,
      ...more,
    },
    hooks,
  );
}

const stage = (run: CheckRun, name: string): string | undefined =>
  run.evidence.stages.find((seen) => seen.name === name)?.outcome;
const causes = (run: CheckRun): string[] =>
  diagnose(run.evidence).findings.map(({ id, variant }) => (variant === undefined ? id : `${id}/${variant}`));

describe("through a SOCKS5 proxy", () => {
  it("connects, and tells a refusal behind the proxy from a proxy that is not there", async () => {
    const address = lab.loopback();
    const port = await lab.freePort(address);
    const logPath = join(lab.makeFolder("microsocks"), "log");
    const proxy = lab.start({ command: "microsocks", args: ["-i", address, "-p", String(port)], logPath });
    const way = `${address}:${port}`;
    await expect.poll(async () => stage(await check({ proxy: way }), "capabilities"), { timeout: 5000 }).toBe("ok");
    const refused = await check({ proxy: way, port: await lab.freePort(server.address) });
    expect(refused.evidence.stages.find(({ name }) => name === "tcp")?.fault?.kind).toBe("tcp-refused");
    proxy.kill();
    await once(proxy, "exit");
    const gone = await check({ proxy: way });
    expect(gone.evidence.stages.find(({ name }) => name === "tcp")?.fault?.kind).toBe("proxy-failed");
  });
});

describe("names", () => {
  it("asks the resolver that it is told to, and connects to what that says", async () => {
    const dns = await dnsServer(lab, { "rdp1.lab.test": { a: [server.address] } });
    const run = await check(
      { host: "rdp1.lab.test", resolver: `${dns.address}:${dns.port}`, ownRoots: true },
      { caPem: rootsPem },
    );
    expect(run.evidence.facts["dns.addresses"]?.value).toEqual([server.address]);
    expect(run.evidence.facts["tls.nameMatches"]?.value).toBe(true);
    expect(run.evidence.facts["tls.trustError"]?.value).toBeNull();
    expect(diagnose(run.evidence).verdict).toBe("healthy");
    expect(replayTranscript(run.transcript).evidence).toEqual(run.evidence);
  });

  it.each([
    ["no such name", {}, "dns-name-or-address-wrong/not-found"],
    ["a resolver in trouble", { rcode: "SERVFAIL" }, "dns-name-or-address-wrong/resolver-failed"],
    ["a silent resolver", { silent: true }, "dns-name-or-address-wrong/resolver-failed"],
    ["a resolver that talks rubbish", { garbage: true }, "dns-name-or-address-wrong/resolver-failed"],
  ] as const)("%s", async (title, entry, cause) => {
    const table = title === "no such name" ? {} : { "rdp1.lab.test": entry };
    const dns = await dnsServer(lab, table);
    const run = await check({ host: "rdp1.lab.test", resolver: `${dns.address}:${dns.port}` });
    expect(causes(run)[0]).toBe(cause);
    expect(diagnose(run.evidence).verdict).toBe("unreachable");
  });

  it("asks it for the gateway's name as well", async () => {
    const gateway = await startGatewayStandIn(lab, { status: 401, offers: ["NTLM"] });
    const dns = await dnsServer(lab, { "gw.lab.test": { a: [gateway.address] } });
    const run = await check({
      gateway: `gw.lab.test:${gateway.port}`,
      resolver: `${dns.address}:${dns.port}`,
      skip: QUESTION_IDS.filter((id) => id !== "gateway"),
    });
    expect(run.evidence.facts["session.gateway"]?.value).toMatchObject({ host: "gw.lab.test", outcome: "gateway" });
    await gateway.close();
  });

  it("tries every address of a name, and names the dead one", async () => {
    const dead = lab.loopback();
    const dns = await dnsServer(lab, { "rdp1.lab.test": { a: [dead, server.address] } });
    const run = await check({
      host: "rdp1.lab.test",
      resolver: `${dns.address}:${dns.port}`,
      skip: QUESTION_IDS.filter((id) => id !== "addresses"),
    });
    const attempts = run.evidence.facts["tcp.attempts"]?.value ?? [];
    expect(attempts.map(({ outcome }) => outcome).toSorted()).toEqual(["connected", "refused"]);
    expect(stage(run, "capabilities")).toBe("ok");
    expect(causes(run)).toContain("dns-name-or-address-wrong/one-address-dead");
  });
});

describe("addresses and trust", () => {
  it("speaks to an IPv6 literal", async () => {
    const silent = await shim(lab, { kind: "silent" }, { address: "::1" });
    const run = await check({ host: "::1", port: silent.port, stageTimeoutMs: 400 });
    expect(stage(run, "tcp")).toBe("ok");
    expect(run.evidence.stages.find(({ name }) => name === "x224")?.fault?.kind).toBe("silence");
  });

  it("starts from the address that it is told to", async () => {
    const source = lab.loopback();
    const address = lab.loopback();
    let from: string | undefined;
    const listener = createServer((socket) => {
      from = socket.remoteAddress;
      socket.destroy();
    });
    listener.listen(0, address);
    await once(listener, "listening");
    const place = listener.address();
    await check({ source, host: address, port: typeof place === "object" && place !== null ? place.port : 0 });
    expect(from).toBe(source);
    listener.close();
  });

  it("names a stranger's issuer beside a date that has passed", async () => {
    const expired = await certificate(lab, { cn: "rdp1.lab.test", from: -400, to: -10 });
    const old = await xrdp(lab, { certificate: expired });
    const other = await certificate(lab, { cn: "Another CA", selfSigned: true });
    const judged = async (pem: string): Promise<string[]> =>
      causes(await check({ host: old.address, certificateName: "rdp1.lab.test", ownRoots: true }, { caPem: pem }));
    expect(await judged(rootsPem)).toEqual(["rdp-cert-expired"]);
    expect(await judged(readFileSync(other.certPath, "utf8"))).toEqual(
      expect.arrayContaining(["rdp-cert-expired", "rdp-cert-untrusted-by-client"]),
    );
  });

  it("judges trust only by the roots that it is given", async () => {
    const other = await certificate(lab, { cn: "rdp1.lab.test", selfSigned: true });
    const stranger = readFileSync(other.certPath, "utf8");
    const run = await check({ certificateName: "rdp1.lab.test", ownRoots: true }, { caPem: stranger });
    expect(causes(run)[0]).toBe("rdp-cert-untrusted-by-client");
    expect(diagnose(run.evidence).verdict).toBe("degraded");
  });
});
