// What only shows on a socket: streams, slow readers and senders, bodies that are too large.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { request as requestTls } from "node:https";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { operation, type Resource } from "../../../src/io/api/index.ts";
import { type ApiFixture, openApi } from "./api-fixture.ts";
import { ask } from "./asking.ts";

vi.setConfig({ testTimeout: 20_000 });

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

const limits = {
  bodyBytes: 10_000,
  urlBytes: 500,
  feedEveryMs: 5,
  streams: { streams: 3, waitingBytes: 200_000, heartbeatMs: 20 },
};

async function served(options: Parameters<typeof openApi>[0] = {}): Promise<{ fixture: ApiFixture; port: number }> {
  const fixture = await openApi({ limits, ...options });
  open.push(fixture);
  return { fixture, port: await fixture.api.listen("127.0.0.1", 0) };
}

async function changes(fixture: ApiFixture, count: number, detail: unknown = null): Promise<void> {
  const lines = Array.from({ length: count }, (_, index) => ({
    tenant: 1,
    atMs: 1,
    kind: "state",
    id: `${index}`,
    detail,
  }));
  await fixture.store.changes.append(lines);
}

interface Stream {
  readonly response: IncomingMessage;
  readonly ids: () => number[];
  readonly text: () => string;
  until(pattern: RegExp): Promise<void>;
}

async function follow(port: number, headers: Readonly<Record<string, string>> = {}): Promise<Stream> {
  const asked: ClientRequest = request({ port, host: "127.0.0.1", path: "/api/v1/events/stream", headers });
  asked.on("error", () => {});
  open.push({ close: () => asked.destroy() });
  asked.end();
  const [response]: IncomingMessage[] = await once(asked, "response");
  if (response === undefined) throw new Error("no response");
  let text = "";
  response.on("error", () => {});
  response.on("data", (chunk) => (text += String(chunk)));
  return {
    response,
    text: () => text,
    ids: () => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)),
    until: async (pattern) => {
      while (!pattern.test(text.slice(-5000))) await once(response, "data");
    },
  };
}

describe("the stream of changes", () => {
  it("gives what happens from now on, and heartbeats", async () => {
    const { fixture, port } = await served();
    await changes(fixture, 3);
    const stream = await follow(port);
    await stream.until(/event: beat/);
    await changes(fixture, 2, { status: "down" });
    await stream.until(/id: 5\n/);
    expect(stream.response.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    expect(stream.ids()).toEqual([4, 5]);
    expect(stream.text()).toContain(
      'event: state\ndata: {"seq":4,"atMs":1,"kind":"state","id":"0","detail":{"status":"down"}}',
    );
  });

  it("goes on where a reader left off, without a gap and without a repeat", async () => {
    const { fixture, port } = await served();
    await changes(fixture, 1200);
    const early = await follow(port);
    const resumed = await follow(port, { "last-event-id": "100" });
    await changes(fixture, 100);
    await resumed.until(/id: 1300\n/);
    expect(resumed.ids()).toEqual(Array.from({ length: 1200 }, (_, index) => index + 101));
    await early.until(/id: 1300\n/);
    expect(early.ids()).toEqual(Array.from({ length: 100 }, (_, index) => index + 1201));
  });

  it("says when lines are gone, and when the place is of another store", async () => {
    const { fixture, port } = await served();
    await changes(fixture, 50);
    await fixture.store.changes.prune(10);
    const stream = await follow(port, { "last-event-id": "5" });
    await stream.until(/id: 50\n/);
    expect(stream.text()).toMatch(/event: missed\ndata: \{"before":41\}\n\nid: 41\n/);
    const stranger = await follow(port, { "last-event-id": "99999" });
    await stranger.until(/event: missed/);
    await changes(fixture, 1);
    await stranger.until(/id: 51\n/);
  });

  it("cuts off who does not read, and nobody else", { timeout: 30_000 }, async () => {
    const { fixture, port } = await served();
    const reader = await follow(port);
    const sleeper = connect(port, "127.0.0.1");
    open.push({ close: () => sleeper.destroy() });
    sleeper.on("error", () => {});
    sleeper.write("GET /api/v1/events/stream HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await once(sleeper, "data");
    sleeper.pause();
    const closed = once(sleeper, "close");
    // Far more than the sockets' own buffers hold.
    for (let batch = 0; batch < 60; batch += 1) {
      await changes(fixture, 100, "x".repeat(2000));
      await reader.until(new RegExp(`id: ${(batch + 1) * 100}\n`));
    }
    sleeper.resume();
    await closed;
    expect(reader.ids()).toHaveLength(6000);
  });

  it("ends with the token that opened it, and has no body for HEAD", async () => {
    const { fixture, port } = await served({ trustsLocal: false });
    const token = await fixture.api.tokens.issue(1, "reader", { scopes: ["read"] });
    const headers = { authorization: `Bearer ${token}` };
    const head = await ask(fixture.api, "HEAD", "/api/v1/events/stream", undefined, headers);
    expect([head.status, head.headers["content-type"], head.text]).toEqual([200, "text/event-stream", ""]);
    const stream = await follow(port, headers);
    await stream.until(/event: beat/);
    const closed = new Promise((resolve) => {
      stream.response.once("close", resolve);
    });
    await fixture.api.tokens.revoke(1, "reader");
    await closed;
  });

  it("is there for a bounded number of readers", async () => {
    const { port } = await served();
    for (let reader = 0; reader < 3; reader += 1) await (await follow(port)).until(/beat/);
    const fourth = await follow(port);
    expect(fourth.response.statusCode).toBe(429);
    expect(fourth.response.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  });
});

/** What a server says to these bytes, up to its end of the connection or a whole head. */
async function said(port: number, send: (socket: Socket) => void): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  open.push({ close: () => socket.destroy() });
  socket.on("error", () => {});
  let text = "";
  socket.on("data", (chunk) => (text += String(chunk)));
  send(socket);
  while (!text.includes("}")) {
    if (socket.destroyed || socket.readableEnded) break;
    await Promise.race([once(socket, "data"), once(socket, "close")]);
  }
  return text;
}

const HEAD = "POST /api/v1/hosts HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";

describe("a body", () => {
  let port = 0;
  let shared: ApiFixture;
  beforeAll(async () => {
    shared = await openApi({ limits });
    port = await shared.api.listen("127.0.0.1", 0);
  });
  afterAll(async () => shared.close());

  it("that says it is too large is refused before any of it is read", async () => {
    const text = await said(port, (socket) => socket.write(`${HEAD}content-length: 10001\r\n\r\n`));
    expect(text).toContain("HTTP/1.1 413 ");
    expect(text).toContain('"type":"urn:rdpulse:problem:too-large"');
  });

  it("that says nothing is refused when it becomes too large", async () => {
    const chunk = `1000\r\n${" ".repeat(4096)}\r\n`;
    const text = await said(port, (socket) =>
      socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n${chunk.repeat(3)}`),
    );
    expect(text).toContain("HTTP/1.1 413 ");
  });

  it("is not asked of somebody who may not send one", async () => {
    const { port: strictPort } = await served({ trustsLocal: false });
    const text = await said(strictPort, (socket) => socket.write(`${HEAD}content-length: 9000\r\n\r\n`));
    expect(text).toContain("HTTP/1.1 401 ");
  });

  it.each([
    ["no HTTP", "hello\r\n\r\n", "400"],
    ["a head that is too large", `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${"y".repeat(20_000)}\r\n\r\n`, "431"],
    [
      "an address that is too long",
      `GET /api/v1/hosts?search=${"y".repeat(600)} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
      "414",
    ],
    ["no Host", "GET /api/v1/hosts HTTP/1.1\r\n\r\n", "400"],
    ["an empty Host", "GET /api/v1/hosts HTTP/1.1\r\nhost: \r\n\r\n", "421"],
    ["two Hosts", "GET / HTTP/1.1\r\nhost: localhost\r\nhost: evil\r\n\r\n", "4"],
  ])("of %s is answered with a problem", async (_, bytes, status) => {
    expect(await said(port, (socket) => socket.write(bytes))).toMatch(new RegExp(`^HTTP/1.1 ${status}`));
  });

  it("that never comes does not hold the connection", async () => {
    const { port: hastyPort } = await served({ limits: { ...limits, exchangeMs: 50 } });
    const socket = connect(hastyPort, "127.0.0.1");
    socket.on("error", () => {});
    socket.resume();
    socket.write(`${HEAD}content-length: 100\r\n\r\n{`);
    await once(socket, "close");
    expect(socket.destroyed).toBe(true);
  });
});

describe("an upload", () => {
  const uploads: Resource = {
    name: "uploads",
    about: "For a test.",
    operations: [
      operation({
        id: "upload",
        method: "POST",
        path: "/uploads",
        summary: "Counts bytes",
        scope: "operate",
        upload: { mostBytes: 50_000 },
        answers: { 200: { type: "object", properties: { bytes: { type: "integer" } } } },
        run: async ({ upload }) => {
          let bytes = 0;
          for await (const chunk of upload ?? Readable.from([])) bytes += Buffer.from(chunk).length;
          return { body: { bytes } };
        },
      }),
    ],
  };
  const head = "POST /api/v1/uploads HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/octet-stream\r\n";

  it("is streamed, larger than a JSON body may be", async () => {
    const { port } = await served({ resources: [uploads] });
    const body = "z".repeat(40_000);
    const text = await said(port, (socket) => socket.write(`${head}content-length: 40000\r\n\r\n${body}`));
    expect(text).toContain('{"bytes":40000}');
  });

  it("that is too large is refused by its length, or when it becomes so", async () => {
    const { fixture, port } = await served({ resources: [uploads] });
    expect(await said(port, (socket) => socket.write(`${head}content-length: 50001\r\n\r\n`))).toContain(
      "HTTP/1.1 413 ",
    );
    const chunk = `2710\r\n${"z".repeat(10_000)}\r\n`;
    const text = await said(port, (socket) =>
      socket.write(`${head}transfer-encoding: chunked\r\n\r\n${chunk.repeat(6)}`),
    );
    expect(text).toContain("HTTP/1.1 413 ");
    expect(fixture.bugs).toEqual([]);
  });
});

describe("resources of other rooms", () => {
  it("give objects that no schema tells of whole, and drop what a schema does not name", async () => {
    const body = { open: { a: { b: [1, { c: 2 }] } }, list: [{ d: 3 }], named: { kept: 1, secret: 2 } };
    const answer = {
      type: "object",
      properties: {
        open: { type: "object" },
        list: { type: "array" },
        named: { type: "object", properties: { kept: { type: "integer" } } },
      },
    };
    const others: Resource = {
      name: "others",
      about: "For a test.",
      operations: [
        operation({
          id: "others",
          method: "GET",
          path: "/others",
          summary: "Gives what it has",
          scope: "read",
          answers: { 200: answer },
          run: async () => ({ body }),
        }),
      ],
    };
    const fixture = await openApi({ resources: [others] });
    open.push(fixture);
    expect((await ask(fixture.api, "GET", "/api/v1/others")).json).toEqual({ ...body, named: { kept: 1 } });
    const { json } = await ask(fixture.api, "GET", "/api/v1/openapi.json");
    expect(json.paths["/api/v1/others"].get.operationId).toBe("others");
  });
});

describe("TLS", () => {
  it("is what it speaks when it has a certificate; cookies are Secure then, and browsers stay with it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rdpulse-api-tls-"));
    open.push({ close: () => rmSync(folder, { recursive: true }) });
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert];
    execFileSync("openssl", ["req", "-x509", ...made, "-days", "2", "-subj", "/CN=localhost"], { stdio: "ignore" });
    const fixture = await openApi({
      tls: { cert: readFileSync(cert), key: readFileSync(key) },
      addressing: { hosts: ["localhost"], isTls: true },
    });
    open.push(fixture);
    const port = await fixture.api.listen("127.0.0.1", 0);
    const token = await fixture.api.tokens.issue(1, "browser", { scopes: ["read"] });
    const url = `https://localhost:${port}/api/v1/sign-in`;
    const headers = { "content-type": "application/json", origin: `https://localhost:${port}` };
    const asked = requestTls(url, { method: "POST", ca: readFileSync(cert), headers });
    asked.end(JSON.stringify({ token }));
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      asked.once("response", resolve);
      asked.once("error", reject);
    });
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(response.headers["set-cookie"]?.[0]).toMatch(/; Secure$/);
    expect(response.headers["strict-transport-security"]).toBe("max-age=31536000");
  });
});
