import { spawn } from "node:child_process";
import { once } from "node:events";
import { X509Certificate } from "node:crypto";
import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { connect as connectTls } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ask,
  certificate,
  dnsServer,
  freerdpShadow,
  gnomeRemoteDesktop,
  haproxy,
  needs,
  network,
  openLab,
  sesman,
  shim,
  udpResponder,
  weston,
  x224Request,
  xrdp,
  type Lab,
  type LabServer,
  type ShimBehaviour,
} from "../../lab/index.ts";

// Requests and first answers as captured from the same servers (X.224 Connection Request and Confirm, hex).
const bare = "0300000b06e00000000000";
const asks = (protocols: string): string => `030000130ee0000000000001000800${protocols}`;
const plain = asks("00000000");
const tlsOnly = asks("01000000");
const hybridOnly = asks("02000000");
const withCookie = `0300002b26e00000000000436f6f6b69653a206d737473686173683d70726f62650d0a0100080003000000`;

/** Processes that carry a lab's mark. */
function marked(id: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`RDPULSE_LAB=${id}`);
      } catch {
        return false;
      }
    })
    .map(Number);
}
const namespaces = (): string[] => (existsSync("/run/netns") ? readdirSync("/run/netns") : []);
const ours = (pid: number): string[] => namespaces().filter((name) => name.startsWith(`rdpl${pid}-`));

/** What a program's lab left: its folder, processes, namespaces, and the shared memory of a faked clock. */
function remains(program: Elsewhere): unknown[] {
  const memory = program.pids.filter((pid) => existsSync(`/dev/shm/faketime_shm_${pid}`));
  return [existsSync(program.folder), marked(program.id), ours(program.pid), memory];
}

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

/** Each request in a connection of its own, 250 ms apart as a probe does it. */
async function answers(server: { address: string; port: number }, ...requests: string[]): Promise<string[]> {
  const got: string[] = [];
  for (const request of requests) {
    got.push(await ask(server.address, server.port, request));
    await sleep(250);
  }
  return got;
}

async function stopped(server: LabServer): Promise<void> {
  await server.stop();
  expect(server.alive()).toBe(false);
  expect(await ask(server.address, server.port, x224Request)).toBe("ECONNREFUSED");
}

describe("servers", () => {
  it.for([
    ["negotiate", {}, [bare, plain, x224Request, asks("0f000000")]],
    ["rdp", { ini: { security_layer: "rdp" } }, [bare, x224Request]],
    ["tls", { ini: { security_layer: "tls" } }, [plain, x224Request]],
    ["tls without a certificate file", { ini: { security_layer: "tls" }, certificate: "missing" }, [x224Request]],
  ] as const)("xrdp %s answers as captured", async ([name, options, requests], { skip }) => {
    needs(skip);
    const known: Record<string, string[]> = {
      negotiate: [
        "0300000b06d00000123400",
        "030000130ed000001234000201080000000000",
        "030000130ed000001234000201080001000000",
        "0300000902f0802180",
      ],
      rdp: ["0300000b06d00000123400", "030000130ed000001234000201080000000000"],
      tls: ["030000130ed000001234000300080001000000", "030000130ed000001234000201080001000000"],
      "tls without a certificate file": ["030000130ed000001234000300080003000000"],
    };
    const server = await xrdp(lab, options);
    // The failure is sometimes followed by the Ultimatum in the same segment.
    const got = (await answers(server, ...requests)).map((answer) =>
      answer.replace(/(?<=^.{38})0300000902f0802180$/, ""),
    );
    expect(got).toEqual(known[name]);
    await stopped(server);
  });

  it.for([
    ["nla", [bare, tlsOnly, x224Request], ["0300080005000000", "0300080005000000", "0203080002000000"]],
    ["tls", [plain, x224Request], ["0300080001000000", "0203080001000000"]],
    ["rdp", [bare, x224Request], ["0203080000000000", "0300080002000000"]],
    ["ext", [x224Request], ["0300080001000000"]],
  ] as const)("freerdp-shadow %s answers as captured", async ([security, requests, known], { skip }) => {
    needs(skip);
    const server = await freerdpShadow(lab, { security });
    expect(await answers(server, ...requests)).toEqual(known.map((tail) => `030000130ed00000000000${tail}`));
    await stopped(server);
  });

  it("freerdp-shadow has another clock and another name when told so", async ({ skip }) => {
    needs(skip, { root: true });
    const server = await freerdpShadow(lab, { security: "nla", clockOffset: "-400d", hostname: "TS-FARM-07" });
    const { raw } = await peerCertificate(server);
    const own = new X509Certificate(raw);
    expect(own.subject).toBe("CN=TS-FARM-07");
    expect(Date.parse(own.validFrom)).toBeLessThan(Date.now() - 300 * 86_400_000);
    await stopped(server);
  });

  it("weston answers as captured", async ({ skip }) => {
    needs(skip);
    const server = await weston(lab);
    expect(await answers(server, bare, x224Request, hybridOnly)).toEqual([
      "030000130ed000000000000201080000000000",
      "030000130ed000000000000201080001000000",
      "030000130ed000000000000300080002000000",
    ]);
    await stopped(server);
  });

  it("gnome-remote-desktop answers as captured", async ({ skip }) => {
    needs(skip);
    const server = await gnomeRemoteDesktop(lab);
    expect(await answers(server, x224Request, tlsOnly)).toEqual([
      "030000130ed000000000000203080002000000",
      "030000130ed000000000000300080005000000",
    ]);
    await stopped(server);
  });

  it("haproxy passes on, demands a cookie or a PROXY line, and hangs up on a dead backend", async ({ skip }) => {
    needs(skip);
    const backends = [await xrdp(lab)];
    const confirm = "030000130ed000001234000201080001000000";
    const front = await haproxy(lab, { mode: "balance", backends });
    expect(await answers(front, x224Request)).toEqual([confirm]);
    await stopped(front);
    const picky = await haproxy(lab, { mode: "rdp-cookie-required", backends });
    expect(await answers(picky, x224Request, withCookie)).toEqual(["fin", confirm]);
    const proxied = await haproxy(lab, { mode: "accept-proxy", backends });
    expect(await answers(proxied, x224Request)).toEqual(["ECONNRESET"]);
    const dead = await haproxy(lab, { mode: "dead-backend" });
    expect(await ask(dead.address, dead.port, x224Request, 6000)).toBe("fin");
  });

  it("sesman listens and ends", async ({ skip }) => {
    needs(skip, { root: true });
    const net = await network(lab);
    const server = await sesman(lab, { netns: net.server });
    expect(server.alive()).toBe(true);
    await server.stop();
    expect(server.alive()).toBe(false);
  });

  it("a paused server takes connections and answers after it was resumed", async ({ skip }) => {
    needs(skip);
    const server = await xrdp(lab);
    server.pause();
    expect(await ask(server.address, server.port, x224Request, 500)).toBe("silent");
    server.resume();
    expect(await ask(server.address, server.port, x224Request)).toMatch(/^0300/);
  });

  it("a server that cannot start is told with the end of its log", async ({ skip }) => {
    needs(skip);
    const holder = createServer().listen(3389, lab.loopback());
    await once(holder, "listening");
    const bound = holder.address();
    if (bound === null || typeof bound === "string") throw new Error("the holder has no address");
    await expect(haproxy(lab, { mode: "dead-backend", address: bound.address })).rejects.toThrow(
      /haproxy on 127[\d.]+:3389 died[^]*cannot bind/i,
    );
    holder.close();
  });
});

async function peerCertificate(server: { address: string; port: number }): Promise<{ raw: Buffer }> {
  const socket = connect(server.port, server.address);
  socket.write(Buffer.from(x224Request, "hex"));
  await once(socket, "data");
  const tls = connectTls({ socket, rejectUnauthorized: false });
  await once(tls, "secureConnect");
  const { raw } = tls.getPeerCertificate();
  tls.destroy();
  return { raw };
}

describe("certificates", () => {
  it("are what was asked for", async ({ skip }) => {
    needs(skip);
    const read = async (options: Parameters<typeof certificate>[1]): Promise<X509Certificate> =>
      new X509Certificate(readFileSync((await certificate(lab, options)).certPath));
    const day = 86_400_000;
    const expired = await read({ from: -400, to: -10, cn: "a.test", san: "DNS:b.test", eku: "rdp-oid" });
    expect(Date.parse(expired.validTo)).toBeLessThan(Date.now() - 9 * day);
    expect([expired.subject, expired.subjectAltName, expired.keyUsage]).toEqual([
      "CN=a.test",
      "DNS:b.test",
      ["1.3.6.1.4.1.311.54.1.2"],
    ]);
    const future = await read({ from: 10, to: 20 });
    expect(Date.parse(future.validFrom)).toBeGreaterThan(Date.now() + 9 * day);
    const weak = await read({ key: "rsa:1024", digest: "sha1" });
    expect(weak.publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024);
    expect((await read({ key: "ed25519" })).publicKey.asymmetricKeyType).toBe("ed25519");
    expect((await read({ key: "ec:prime256v1", eku: "none" })).keyUsage).toBeUndefined();
    const own = await read({ selfSigned: true, cn: "WIN-LAB01", san: "" });
    expect([own.issuer, own.verify(own.publicKey)]).toEqual(["CN=WIN-LAB01", true]);
    const middle = await certificate(lab, { notCa: false, cn: "Lab Intermediate", san: "", eku: "none" });
    expect((await read({ issuer: middle })).issuer).toBe("CN=Lab Intermediate");
  });
});

describe("the network", () => {
  it.for([false, true])("breaks and heals (router: %s)", async (router, { skip }) => {
    needs(skip, { root: true });
    const net = await network(lab, { router });
    const server = await xrdp(lab, { netns: net.server });
    const question = (request = x224Request): Promise<string> => net.ask(net.serverAddress, server.port, request, 700);
    const confirm = await question();
    expect(confirm).toMatch(/^0300/);
    const hello = "16030100050100000100";
    const long = `0300012c${"00".repeat(296)}`;
    const expected = [
      ["drop", x224Request, "silent"],
      ["drop-answers", x224Request, "silent"],
      ["reject-reset", x224Request, "ECONNREFUSED"],
      ["reject-prohibited", x224Request, "EHOSTUNREACH"],
      ["reject-net-unreachable", x224Request, "ENETUNREACH"],
      ["mtu-to-server", x224Request, confirm],
      ["mtu-to-server", long, "silent"],
      ["reset-client-hello", x224Request, confirm],
      ["reset-client-hello", hello, "ECONNRESET"],
      ["drop-client-hello", hello, "silent"],
      ["slow", x224Request, confirm],
    ] as const;
    const seen: unknown[] = [];
    for (const [fault, request] of expected) {
      await net.fault(fault);
      seen.push([fault, request, await question(request)]);
      await net.heal();
    }
    expect(seen).toEqual(expected);
    expect(await net.ask(net.noRouteAddress, 3389, x224Request)).toBe("ENETUNREACH");
    const talker = await shim(
      lab,
      { kind: "raw", answers: ["aa".repeat(1200)], ending: "silent" },
      { netns: net.server, address: "::", port: 3390 },
    );
    expect(await net.ask(net.serverAddress6, 3390, "00")).toHaveLength(2400);
    await net.fault("mtu-to-client", { port: 3390 });
    expect(await net.ask(net.serverAddress, 3390, "00", 700)).toBe("silent");
    await talker.stop();
    await server.stop();
  });
});

describe("the shim", () => {
  it.for<readonly [ShimBehaviour, string]>([
    [{ kind: "silent" }, "silent"],
    [{ kind: "reset-on-accept" }, "ECONNRESET"],
    [{ kind: "reset-after-first-bytes" }, "ECONNRESET"],
    [{ kind: "fin-on-accept" }, "fin"],
    [{ kind: "fin-after-first-bytes" }, "fin"],
    [{ kind: "banner", service: "ssh" }, Buffer.from("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n").toString("hex")],
    [{ kind: "raw", answers: ["0300", "aa"], ending: "fin" }, "0300"],
    [{ kind: "drip", bytes: "0300", everyMs: 5, ending: "fin" }, "03"],
    [{ kind: "lying-length", length: 0x7fff, ending: "silent" }, "03007fff0ed000001234000200080001000000"],
  ])("does what it is told: %j", async ([behaviour, known]) => {
    const server = await shim(lab, behaviour);
    expect(await ask(server.address, server.port, x224Request, 300)).toBe(known);
    expect(server.connections()).toBe(1);
    await server.stop();
  });

  it("cuts a real server's answer at the exact byte", async ({ skip }) => {
    needs(skip);
    const { address, port } = await xrdp(lab);
    const cut = await shim(lab, { kind: "proxy", address, port, resetAfterServerBytes: 5 });
    expect(await ask(cut.address, cut.port, x224Request)).toBe("030000130e");
    const slow = await shim(lab, { kind: "proxy", address, port, delayMs: 50 });
    expect(await ask(slow.address, slow.port, x224Request)).toBe("030000130ed000001234000201080001000000");
    const stalled = await shim(lab, { kind: "proxy", address, port, stallAfterServerBytes: 0 });
    expect(await ask(stalled.address, stalled.port, x224Request, 300)).toBe("silent");
  });

  it("answers names from a table, and datagrams by a function", async () => {
    const table = { "a.test": { a: ["127.0.0.9"], aaaa: ["fd99::1"] }, "s.test": { rcode: "SERVFAIL" } } as const;
    const server = await dnsServer(lab, table, { port: await lab.freePort() });
    const resolver = new Resolver({ timeout: 300, tries: 1 });
    resolver.setServers([`${server.address}:${server.port}`]);
    expect(await resolver.resolve4("a.test")).toEqual(["127.0.0.9"]);
    expect(await resolver.resolve6("a.test")).toEqual(["fd99::1"]);
    await expect(resolver.resolve4("s.test")).rejects.toThrow("ESERVFAIL");
    await expect(resolver.resolve4("nobody.test")).rejects.toThrow("ENOTFOUND");
    const echo = await udpResponder(lab, (bytes) => bytes.toReversed());
    const socket = createSocket("udp4");
    socket.send(Buffer.from("0102", "hex"), echo.port, echo.address);
    const [answer] = await once(socket, "message");
    expect(answer).toEqual(Buffer.from("0201", "hex"));
    socket.close();
  });
});

interface Elsewhere {
  readonly pid: number;
  readonly id: string;
  readonly folder: string;
  /** Of its servers. */
  readonly pids: readonly number[];
}

/** Starts a program of its own that opens a lab with a server (and as root a network), and says where. */
async function labElsewhere(root: boolean): Promise<Elsewhere & { exited: Promise<unknown> }> {
  const script = `
    import { openLab, xrdp, freerdpShadow, network } from ${JSON.stringify(new URL("../../lab/index.ts", import.meta.url).href)};
    const lab = openLab();
    const net = ${root} ? await network(lab) : undefined;
    const skewed = freerdpShadow(lab, { security: "nla", clockOffset: "+7m" });
    const servers = await Promise.all([xrdp(lab), skewed, ...(net ? [xrdp(lab, { netns: net.server })] : [])]);
    const pids = servers.map((server) => server.pid);
    console.log(JSON.stringify({ pid: process.pid, id: lab.id, folder: lab.folder, pids }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const [text] = await Promise.race([once(child.stdout, "data"), exited]);
  const told: Elsewhere = JSON.parse(String(text));
  return { ...told, exited };
}

describe("nothing stays", () => {
  it("after close", async ({ skip }) => {
    needs(skip, { root: true });
    const own = openLab();
    const before = ours(process.pid);
    const net = await network(own);
    await Promise.all([xrdp(own, { netns: net.server }), weston(own), gnomeRemoteDesktop(own)]);
    expect(marked(own.id).length).toBeGreaterThan(3);
    await own.close();
    expect([existsSync(own.folder), marked(own.id), ours(process.pid)]).toEqual([false, [], before]);
  });

  it.for(["SIGKILL", "SIGINT", "SIGTERM", "SIGHUP"] as const)("after %s of the program", async (signal, { skip }) => {
    needs(skip, { root: true });
    const other = await labElsewhere(true);
    expect(marked(other.id).length).toBeGreaterThan(2);
    expect(ours(other.pid)).toHaveLength(2);
    process.kill(other.pid, signal);
    expect(await other.exited).toEqual([null, signal]);
    await expect.poll(() => remains(other), { timeout: 10_000 }).toEqual([false, [], [], []]);
  });
});
