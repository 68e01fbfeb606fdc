import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { describe, expect, it } from "vitest";
import { selfSigned } from "../../../lab/stand-in/index.ts";
import { delivery, portOf, sendThrough } from "./bench.ts";

/** RFC 5424 section 6 read by its grammar, independently of what writes it. */
const SHAPE =
  /^<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([\x21-\x7e]+) rdpulse - (\S+) \[rdpulse@32473((?: [A-Za-z]+="(?:[^"\\\]]|\\["\\\]])*")+)\] \uFEFF(.*)$/;

describe("syslog", () => {
  it("is RFC 5424 in one datagram", async () => {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const got = once(socket, "message");
    const message = delivery("log", { hosts: [{ target: 1, name: 'a"b]c\\d' }] });
    await sendThrough({ name: "log", kind: "syslog", host: "127.0.0.1", port: socket.address().port }, {}, message);
    const [bytes] = await got;
    socket.close();
    const parts = SHAPE.exec(String(bytes));
    expect(parts?.[1]).toBe(`${16 * 8 + 2}`);
    expect(parts?.[4]).toBe("opened");
    expect(parts?.[5]).toContain(`id="${message.id}"`);
    expect(parts?.[5]).toContain(String.raw`hosts="a\"b\]c\\d"`);
    expect(parts?.[6]).toBe("RDP certificate expired: ts01 INC-12, critical. First: look.");
  });

  it("fits into a datagram without half a character", async () => {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const got = once(socket, "message");
    const message = delivery("log", { text: { en: "", zh: "很长".repeat(2000) } });
    const channel = {
      name: "log",
      kind: "syslog",
      host: "127.0.0.1",
      port: socket.address().port,
      lang: "zh",
    } as const;
    await sendThrough(channel, {}, message);
    const [bytes] = await got;
    socket.close();
    expect(Buffer.isBuffer(bytes) && bytes.length <= 2048).toBe(true);
    expect(String(bytes)).not.toContain("\uFFFD");
  });

  it("is counted in octets over TCP, and an end is informational", async () => {
    const chunks: Buffer[] = [];
    const server = createServer((socket) => socket.on("data", (chunk) => chunks.push(chunk)));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const channel = {
      name: "log",
      kind: "syslog",
      host: "127.0.0.1",
      port: portOf(server.address()),
      transport: "tcp",
      lang: "zh",
    } as const;
    await sendThrough(channel, {}, delivery("log", { kind: "closed" }));
    await new Promise((resolve) => {
      server.close(resolve);
    });
    const stream = Buffer.concat(chunks);
    const space = stream.indexOf(32);
    expect(Number(stream.subarray(0, space).toString())).toBe(stream.length - space - 1);
    expect(SHAPE.exec(stream.subarray(space + 1).toString())?.[1]).toBe(`${16 * 8 + 6}`);
  });

  it("goes over TLS, and not to a certificate that nobody vouches for", async () => {
    const chunks: Buffer[] = [];
    const { certificatePem: cert, keyPem: key } = selfSigned("localhost", "ec", ["localhost"]);
    const server = createTlsServer({ cert, key }, (socket) => socket.on("data", (chunk) => chunks.push(chunk)));
    server.on("tlsClientError", () => {});
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const port = portOf(server.address());
    const channel = { name: "log", kind: "syslog", host: "localhost", port, transport: "tls" };
    await expect(sendThrough(channel, {}, delivery("log"))).rejects.toThrow(/self-signed/);
    await sendThrough({ ...channel, insecureCertificate: true }, {}, delivery("log"));
    await new Promise((resolve) => {
      server.close(resolve);
    });
    const text = Buffer.concat(chunks).toString();
    expect(SHAPE.test(text.slice(text.indexOf(" ") + 1))).toBe(true);
  });
});
