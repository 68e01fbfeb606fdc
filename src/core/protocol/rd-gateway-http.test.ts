import { describe, expect, it } from "vitest";
import { fromLatin1, toLatin1 } from "../bytes/index.ts";
import { decodeHttpResponseHead } from "./http-head.ts";
import { classifyGatewayAnswer, encodeRdgOutDataRequest, encodeRpcOutDataRequest } from "./rd-gateway-http.ts";
import type { GatewayAnswer } from "./rd-gateway-http.ts";

const CONNECTION_ID = "6a4c07a3-6b0c-4e0f-9d1e-52f0f3c0a001";

function answer(lines: string): GatewayAnswer {
  const head = decodeHttpResponseHead(fromLatin1(`${lines.replaceAll("\n", "\r\n")}\r\n\r\n`));
  if (head === undefined) throw new Error("the head is not complete");
  return classifyGatewayAnswer(head);
}

describe("RD Gateway, request", () => {
  it("opens the OUT channel with its connection id in braces", () => {
    const text = toLatin1(encodeRdgOutDataRequest({ host: "gw.lab.test", connectionId: CONNECTION_ID }));
    expect(text.split("\r\n")[0]).toBe("RDG_OUT_DATA /remoteDesktopGateway/ HTTP/1.1");
    expect(text).toContain("\r\nHost: gw.lab.test\r\n");
    expect(text).toContain("\r\nRDG-Connection-Id: {6A4C07A3-6B0C-4E0F-9D1E-52F0F3C0A001}\r\n");
    expect(text).not.toContain("Correlation");
    expect(text.endsWith("\r\n\r\n")).toBe(true);
  });

  it("asks for the WebSocket transport and carries ids and a token", () => {
    const text = toLatin1(
      encodeRdgOutDataRequest({
        host: "gw.lab.test:8443",
        connectionId: `{${CONNECTION_ID}}`,
        correlationId: CONNECTION_ID,
        authorization: "NTLM TlRMTVNTUAAB",
        webSocketKey: "AAAAAAAAAAAAAAAAAAAAAA==",
      }),
    );
    expect(text).toMatch(/^GET \/remoteDesktopGateway\/ HTTP\/1\.1\r\n/);
    expect(text).toContain("\r\nUpgrade: websocket\r\n");
    expect(text).toContain("\r\nAuthorization: NTLM TlRMTVNTUAAB\r\n");
    expect(text).toContain("\r\nRDG-Correlation-Id: {6A4C07A3-");
  });

  it("lets nothing break the request", () => {
    expect(() => encodeRdgOutDataRequest({ host: "a\r\nX: y", connectionId: CONNECTION_ID })).toThrow(RangeError);
    expect(() => encodeRdgOutDataRequest({ host: "a", connectionId: "nonsense" })).toThrow("not a GUID");
    expect(() => encodeRpcOutDataRequest("a\nb")).toThrow(RangeError);
    expect(toLatin1(encodeRpcOutDataRequest("gw"))).toMatch(/^RPC_OUT_DATA \/rpc\/rpcproxy\.dll\?localhost:3388 /);
  });
});

describe("RD Gateway, answer", () => {
  it("knows a gateway by the ways to sign in that it offers", () => {
    expect(
      answer("HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Negotiate\nwww-authenticate: NTLM TlRMTVNTUAACAAAA=="),
    ).toEqual({
      kind: "gateway-unauthorised",
      offers: [{ scheme: "Negotiate" }, { scheme: "NTLM", token: "TlRMTVNTUAACAAAA==" }],
    });
  });

  it("reads several challenges in one field, with their parameters left out", () => {
    expect(answer('HTTP/1.1 401 No\nWWW-Authenticate: Basic realm="a, NTLM b", charset="UTF-8", Bearer')).toEqual({
      kind: "gateway-unauthorised",
      offers: [{ scheme: "Basic" }, { scheme: "Bearer" }],
    });
  });

  it.each<[string, GatewayAnswer]>([
    ["HTTP/1.1 200 OK", { kind: "gateway", transport: "http" }],
    ["HTTP/1.1 101 Switching Protocols\nUpgrade: websocket", { kind: "gateway", transport: "websocket" }],
    ["HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8", { kind: "not-offered", status: 200 }],
    ["HTTP/1.1 404 Not Found", { kind: "not-offered", status: 404 }],
    ["HTTP/1.1 410 Gone", { kind: "not-offered", status: 410 }],
    ["HTTP/1.1 403 Forbidden", { kind: "forbidden" }],
    ["HTTP/1.1 503 Service Unavailable", { kind: "unavailable", status: 503 }],
    ["HTTP/1.1 302 Found\nLocation: https://a/", { kind: "redirect", status: 302, location: "https://a/" }],
    [
      "HTTP/1.1 407 Proxy\nProxy-Authenticate: Negotiate, NTLM",
      { kind: "proxy-authentication", offers: [{ scheme: "Negotiate" }, { scheme: "NTLM" }] },
    ],
    ["HTTP/1.1 400 Bad Request", { kind: "other", status: 400 }],
  ])("reads %j", (lines, expected) => {
    expect(answer(lines)).toEqual(expected);
  });
});
