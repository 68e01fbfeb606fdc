import { fromLatin1 } from "../bytes/index.ts";
import { httpFieldValues } from "./http-head.ts";
import type { HttpResponseHead } from "./http-head.ts";

/*
 * MS-TSGU 3.3.5.1 HTTP transport connection setup. Over TLS, the client opens its OUT channel with
 *
 *   RDG_OUT_DATA /remoteDesktopGateway/ HTTP/1.1     2.2.3.1.2
 *   RDG-Connection-Id: {GUID}                        2.2.3.2.1
 *   RDG-Correlation-Id: {GUID}                       2.2.3.2.2, optional
 *
 * and is asked to authenticate (401). With the fields of a WebSocket upgrade a newer gateway answers 101.
 */

const GUID = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;
const TRANSPORT_PATH = "/remoteDesktopGateway/";

/** The first request to a gateway. GUIDs with or without braces. */
export interface RdgOutDataRequest {
  /** Host field: name, or name:port. */
  readonly host: string;
  readonly connectionId: string;
  readonly correlationId?: string;
  /** For example `NTLM TlRM...`; a probe without credentials sends at most an NTLM NEGOTIATE. */
  readonly authorization?: string;
  /** Base64 of 16 bytes: asks for the WebSocket transport (RFC 6455 4.1). */
  readonly webSocketKey?: string;
}

/** A way to sign in, as an authenticate field offers it. `token` is base64, for example an NTLM CHALLENGE. */
export interface HttpAuthenticationOffer {
  readonly scheme: string;
  readonly token?: string;
}

/** What an answer to RDG_OUT_DATA tells. */
export type GatewayAnswer =
  /** 200 or 101: the transport is open. */
  | { readonly kind: "gateway"; readonly transport: "http" | "websocket" }
  /** 401: what a gateway says to a client that has not signed in yet. */
  | { readonly kind: "gateway-unauthorised"; readonly offers: readonly HttpAuthenticationOffer[] }
  /** 407: a proxy on the way wants credentials. */
  | { readonly kind: "proxy-authentication"; readonly offers: readonly HttpAuthenticationOffer[] }
  /** 3xx. */
  | { readonly kind: "redirect"; readonly status: number; readonly location?: string }
  /** 403: refused, by policy or by a filter in front. */
  | { readonly kind: "forbidden" }
  /** 404, 405, 410 or 501, or a web page: a web server without this transport. */
  | { readonly kind: "not-offered"; readonly status: number }
  /** 502, 503 or 504: the role or what stands behind the balancer is down. */
  | { readonly kind: "unavailable"; readonly status: number }
  | { readonly kind: "other"; readonly status: number };

function guid(text: string): string {
  const digits = GUID.exec(text)?.[1];
  if (digits === undefined) throw new RangeError("not a GUID");
  return `{${digits.toUpperCase()}}`;
}

function requestBytes(lines: readonly string[]): Uint8Array {
  if (lines.some((line) => /[^\t\u0020-\u007E]/.test(line))) throw new RangeError("a control character in a request");
  return fromLatin1(`${lines.join("\r\n")}\r\n\r\n`);
}

/** The request as bytes. Throws RangeError for a GUID that is none, or a control character in a text. */
export function encodeRdgOutDataRequest(request: RdgOutDataRequest): Uint8Array {
  const { authorization, correlationId, webSocketKey } = request;
  return requestBytes([
    `${webSocketKey === undefined ? "RDG_OUT_DATA" : "GET"} ${TRANSPORT_PATH} HTTP/1.1`,
    "Cache-Control: no-cache",
    "Accept: */*",
    "User-Agent: MS-RDGateway/1.0",
    `Host: ${request.host}`,
    `RDG-Connection-Id: ${guid(request.connectionId)}`,
    ...(correlationId === undefined ? [] : [`RDG-Correlation-Id: ${guid(correlationId)}`]),
    ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
    ...(webSocketKey === undefined
      ? ["Connection: Keep-Alive", "Pragma: no-cache", "Content-Length: 0"]
      : [
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          `Sec-WebSocket-Key: ${webSocketKey}`,
        ]),
  ]);
}

/** The first request of the older RPC over HTTP transport (MS-RPCH), which gateways before Windows Server 2012 have alone. */
export function encodeRpcOutDataRequest(host: string): Uint8Array {
  return requestBytes([
    "RPC_OUT_DATA /rpc/rpcproxy.dll?localhost:3388 HTTP/1.1",
    "Cache-Control: no-cache",
    "Connection: Keep-Alive",
    "Pragma: no-cache",
    "Accept: application/rpc",
    "User-Agent: MSRPC",
    "Content-Length: 0",
    `Host: ${host}`,
  ]);
}

/** Splits at commas that do not stand between quotation marks. */
function atCommas(value: string): readonly string[] {
  const parts: string[] = [];
  let quoted = false;
  let from = 0;
  for (let index = 0; index < value.length; index++) {
    if (value[index] === '"') quoted = !quoted;
    else if (value[index] === "," && !quoted) {
      parts.push(value.slice(from, index).trim());
      from = index + 1;
    }
  }
  parts.push(value.slice(from).trim());
  return parts;
}

/** RFC 9110 11.6.1: challenges of one or several fields; their parameters (realm and such) are left out. */
function offersOf(head: HttpResponseHead, field: string): readonly HttpAuthenticationOffer[] {
  const offers: HttpAuthenticationOffer[] = [];
  for (const part of httpFieldValues(head, field).flatMap(atCommas)) {
    const [, scheme, rest = ""] = /^([A-Za-z][A-Za-z0-9_-]*)(?:[ \t]+(\S.*))?$/.exec(part) ?? [];
    if (scheme === undefined) continue;
    offers.push(/^[A-Za-z0-9+/]+={0,2}$/.test(rest) ? { scheme, token: rest } : { scheme });
  }
  return offers;
}

function isWebPage(head: HttpResponseHead): boolean {
  return httpFieldValues(head, "Content-Type").some((type) => /^text\/html/i.test(type));
}

/** Says what an answer to `encodeRdgOutDataRequest` means. A web page with status 200 is no gateway: it ignored the method. */
export function classifyGatewayAnswer(head: HttpResponseHead): GatewayAnswer {
  const { status } = head;
  if (status === 101) return { kind: "gateway", transport: "websocket" };
  if (status === 200) return isWebPage(head) ? { kind: "not-offered", status } : { kind: "gateway", transport: "http" };
  if (status === 401) return { kind: "gateway-unauthorised", offers: offersOf(head, "WWW-Authenticate") };
  if (status === 407) return { kind: "proxy-authentication", offers: offersOf(head, "Proxy-Authenticate") };
  if (status === 403) return { kind: "forbidden" };
  if ([404, 405, 410, 501].includes(status)) return { kind: "not-offered", status };
  if ([502, 503, 504].includes(status)) return { kind: "unavailable", status };
  if (status >= 300 && status < 400) {
    const location = httpFieldValues(head, "Location")[0];
    return { kind: "redirect", status, ...(location === undefined ? {} : { location }) };
  }
  return { kind: "other", status };
}
