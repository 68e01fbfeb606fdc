import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import {
  afterFirst,
  type Behaviour,
  confirmed,
  contextFor,
  drip,
  flood,
  hostileServer,
  secured,
} from "../../lab/hostile/hostile-server.ts";
import { HYBRID, inLicensing, inTls, joined, noise, plain, times, TLS } from "../../lab/hostile/rdp-behaviours.ts";
import { type WatchedCheck, watchedCheck } from "../../lab/hostile/watched-check.ts";
import { selfSigned } from "../../lab/stand-in/index.ts";
import { concat, fromHex, fromLatin1 } from "../../src/core/bytes/index.ts";
import type { CheckOptions } from "../../src/core/plan/index.ts";
import { encodeNtlmChallenge, encodeTsRequest, setErrorInfo } from "../../src/core/protocol/index.ts";
import { CheckFailed, runCheck } from "../../src/io/probe/index.ts";
import { checkAgainst, DEADLINES, expectUnharmed, failureOf } from "./hostile-check.ts";

/** Answers as a SOCKS5 proxy that connected (RFC 1928 section 6), and then with nothing. */
function socksWithoutEnd(socket: Socket): void {
  afterFirst(socket, () => {
    socket.write(fromHex("0500"));
    afterFirst(socket, () => socket.write(fromHex("05000001000000000000")));
  });
}

/** Colours, a cleared screen, a window title, an overridden direction, a C1 control, an invisible space. */
const EVIL = "\u001b[2J\u001b]0;owned\u0007\u202eelif\u009b31m\u200b\r\n\b";
const EVIL_UTF8 = Buffer.from(EVIL, "utf8").toString("latin1");

/** The name is shown for what it is: escaped and cut, not left out. */
function expectNamed({ shown }: WatchedCheck, name: string): void {
  for (const page of shown.slice(0, 2)) expect(page).toContain(name.startsWith("n") ? "nnnnnnnn" : "\\u{1b}");
}

const alternative = (count: number): string[] => Array.from({ length: count }, (_, index) => `h${index}.example.com`);

const LONG_NAME = "n".repeat(10_000);
// Made before any test runs: signing blocks this process, which is the server of the tests beside it.
const evilName = contextFor(selfSigned(EVIL_UTF8, "ec", [EVIL_UTF8, "*.example.com"]));
const longName = contextFor(selfSigned(LONG_NAME, "ec", [LONG_NAME, "*.example.com"]));
const fourThousandNames = contextFor(selfSigned("rds01.example.com", "ec", alternative(4000)));
const hundredThousandNames = contextFor(selfSigned("rds01.example.com", "ec", alternative(100_000)));
const { certificatePem: largeCa } = selfSigned("ca.example.com", "ec", alternative(50_000));
const longChain = contextFor(selfSigned("rds01.example.com"), largeCa.repeat(10));

describe.concurrent("names that a hostile server gives itself", () => {
  it.for([
    ["obey no terminal", EVIL_UTF8, evilName],
    ["of 10,000 characters are cut", LONG_NAME, longName],
  ] as const)("in its certificate %s", async ([, name, context]) => {
    const check = await checkAgainst(
      confirmed(
        TLS,
        secured(context, (secure) => secure.resume()),
      ),
    );
    expect(failureOf(check)).toBe("mcs silence");
    expect(check.evidence.facts["tls.chain"]?.value).toHaveLength(1);
    expectNamed(check, name);
  });

  it.for([
    ["obey no terminal", EVIL],
    ["of 10,000 characters are cut", "n".repeat(10_000)],
  ] as const)("in its NTLM challenge %s", async ([, text]) => {
    const challenge = encodeNtlmChallenge({
      flags: 0xe28a8215,
      targetName: "CONTOSO",
      serverChallenge: new Uint8Array(8),
      targetInfo: (["MsvAvDnsDomainName", "MsvAvDnsComputerName"] as const).map((id) => ({ id, text })),
      version: { major: 10, minor: 0, build: 20_348, ntlmRevision: 15 },
    });
    const answer = encodeTsRequest({ version: 6, negoTokens: [challenge] });
    const check = await checkAgainst(inTls(HYBRID, (secure) => secure.write(answer)));
    expect(failureOf(check)).toBe("");
    expect(check.evidence.facts["credssp.ntlm"]?.value.dnsComputer).toBe(text);
    expectNamed(check, text);
  });

  it.for([
    ["a banner", `SSH-2.0-${EVIL_UTF8}`],
    ["an HTTP answer", `HTTP/1.1 302 ${EVIL_UTF8}\r\nLocation: /${EVIL_UTF8}\r\n\r\n`],
    ["an endless line", "x".repeat(10_000)],
  ] as const)("in %s where a confirm is due", async ([, banner]) => {
    const check = await checkAgainst((socket) => socket.write(fromLatin1(banner)));
    expect(failureOf(check)).toBe("x224 not-rdp");
  });
});

describe.concurrent("certificates that are bombs", () => {
  it("are read and cut where OpenSSL takes them: 4,000 names", async () => {
    const check = await checkAgainst(
      confirmed(
        TLS,
        secured(fourThousandNames, (secure) => secure.resume()),
      ),
    );
    expect(failureOf(check)).toBe("mcs silence");
    expect(check.evidence.facts["tls.chain"]?.value[0]?.subjectAltNames.dns).toHaveLength(4000);
  });

  it("are refused: 100,000 names", async () => {
    const check = await checkAgainst(
      confirmed(
        TLS,
        secured(hundredThousandNames, () => undefined),
      ),
    );
    expect(failureOf(check)).toBe("tls tls-failed");
  });

  it("are refused: a chain of 10 MB", async () => {
    const check = await checkAgainst(
      confirmed(
        TLS,
        secured(longChain, () => undefined),
      ),
    );
    expect(failureOf(check)).toBe("tls tls-failed");
  });
});

const ENDLESS_HEAD = "HTTP/1.1 200 OK\r\n";

/** Refuses at once, so that only the extra question is left. */
const refusing: Behaviour = (socket) =>
  afterFirst(socket, () => socket.end(fromHex("030000130ed000001234000300080005000000")));
const allBut = (question: string): string[] => {
  const others = ["nla-optional", "plain-rdp", "rdstls", "rdsaad", "tls-1.2", "tls-1.1", "tls-1.0", "post-quantum"];
  const more = ["large-hello", "addresses", "udp", "small-hello", "routing-token", "proxy-header", "other-port"];
  return ["--skip", [...others, ...more].filter((id) => id !== question).join(",")];
};

describe.concurrent("hostile surroundings", () => {
  it.for([
    ["redirects to itself", "HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\n\r\n", "not-a-gateway"],
    ["answers in escape sequences", `HTTP/1.1 200 ${EVIL_UTF8}\r\nServer: ${EVIL_UTF8}\r\n\r\n`, "unreachable"],
    ["answers with an endless head", ENDLESS_HEAD, "unreachable"],
  ] as const)("a gateway that %s is asked once", async ([, head, outcome]) => {
    const gateway = await hostileServer(
      secured(plain, (secure) =>
        afterFirst(secure, () => {
          secure.write(fromLatin1(head));
          if (head === ENDLESS_HEAD) flood(secure, times(fromLatin1("X-Header: x\r\n"), 1000));
        }),
      ),
    );
    try {
      const check = await checkAgainst(refusing, "--gateway", `127.0.0.1:${gateway.port}`, ...allBut("gateway"));
      expect(check.evidence.facts["session.gateway"]?.value.outcome).toBe(outcome);
      expect(gateway.taken()).toBe(1);
    } finally {
      await gateway.close();
    }
  });

  it("a DNS server that answers garbage without end", async () => {
    const dns = createSocket("udp4");
    dns.on("message", (query, from) => {
      for (let copy = 0; copy < 200; copy++) {
        const noisy = concat([query.subarray(0, 2), noise.subarray(copy, copy + 500)]);
        dns.send(noisy, from.port, from.address, () => undefined);
      }
    });
    dns.bind(0, "127.0.0.1");
    await once(dns, "listening");
    try {
      const resolver = `127.0.0.1:${dns.address().port}`;
      const check = await watchedCheck(["check", "a.test", ...DEADLINES, "--skip", "all", "--resolver", resolver]);
      expectUnharmed(check);
      expect(failureOf(check)).toBe("dns resolver-failed");
    } finally {
      dns.close();
    }
  });

  it.for([
    ["that says nothing", (socket: Socket) => socket.resume()],
    ["that talks without end", (socket: Socket) => flood(socket, noise)],
    ["that takes everything and passes nothing on", socksWithoutEnd],
  ] as const)("a SOCKS5 proxy %s", async ([, behave]) => {
    const proxy = await hostileServer(behave);
    try {
      const place = `socks5://127.0.0.1:${proxy.port}`;
      const check = await watchedCheck(["check", "192.0.2.1", ...DEADLINES, "--skip", "all", "--proxy", place]);
      // 3: a proxy that cannot be used is a fault of our own surroundings.
      expectUnharmed(check, [1, 3]);
      expect(["tcp proxy-failed", "tcp tcp-timeout", "tcp proxy-unusable", "x224 silence"]).toContain(failureOf(check));
    } finally {
      await proxy.close();
    }
  });

  it("a server that resets every connection is left alone soon", async () => {
    const server = await hostileServer((socket) => afterFirst(socket, () => socket.resetAndDestroy()));
    try {
      const check = await watchedCheck(["check", `127.0.0.1:${server.port}`, ...DEADLINES, "--skip", "udp"]);
      expectUnharmed(check);
      expect(server.taken()).toBe(check.evidence.footprint.connections);
      expect(server.taken()).toBeLessThanOrEqual(10);
    } finally {
      await server.close();
    }
  });
});

/** Deadlines that no test waits for: only the interruption can end such a check. */
const PATIENT: Pick<CheckOptions, "stageTimeoutMs" | "totalTimeoutMs" | "lastStage" | "skip"> = {
  stageTimeoutMs: 30_000,
  totalTimeoutMs: 60_000,
  lastStage: "capabilities",
  skip: [],
};

describe("an interrupted check", () => {
  const cases: readonly (readonly [phase: string, behave: Behaviour])[] = [
    ["while it waits for a confirm", (socket) => socket.resume()],
    ["while it waits for a ServerHello", confirmed(TLS, (socket) => socket.resume())],
    ["while it waits inside TLS", inTls(TLS, () => undefined)],
    ["while it is flooded", inLicensing(setErrorInfo(1003, 0))],
    ["while bytes drip in", inTls(TLS, (secure) => drip(secure, joined, 10))],
  ];

  it.for(cases)("%s ends at once, leaves nothing open and keeps what was said", async ([, behave]) => {
    const server = await hostileServer(behave);
    const stop = new AbortController();
    const options = { ...PATIENT, input: "127.0.0.1", host: "127.0.0.1", port: server.port };
    const ended = runCheck(options, { signal: stop.signal }).then(
      () => undefined,
      (error: unknown) => error,
    );
    await sleep(120);
    stop.abort();
    const error = await ended;
    expect(error).toBeInstanceOf(CheckFailed);
    expect(error instanceof CheckFailed ? error.transcript : "").toContain(" core\n");
    await expect.poll(() => server.open(), { timeout: 3000 }).toBe(0);
    await server.close();
  });

  it("ends at once while a name is looked up", async () => {
    const dns = createSocket("udp4").bind(0, "127.0.0.1");
    await once(dns, "listening");
    const stop = new AbortController();
    const asked = once(dns, "message");
    const ended = runCheck(
      { ...PATIENT, input: "a.test", host: "a.test", port: 3389, resolver: `127.0.0.1:${dns.address().port}` },
      { signal: stop.signal },
    );
    await asked;
    stop.abort();
    await expect(ended).rejects.toBeInstanceOf(CheckFailed);
    dns.close();
  });

  it("is none when it was aborted before it began", async () => {
    const server = await hostileServer(() => undefined);
    const options = { ...PATIENT, input: "127.0.0.1", host: "127.0.0.1", port: server.port };
    await expect(runCheck(options, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CheckFailed);
    expect(server.taken()).toBe(0);
    await server.close();
  });
});
