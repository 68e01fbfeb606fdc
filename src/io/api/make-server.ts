import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { Problem, PROBLEM_MEDIA_TYPE, problemDocument, type ProblemId } from "./problem.ts";

export interface ServerLimits {
  readonly headerBytes: number;
  readonly headersMs: number;
  readonly requestMs: number;
  readonly idleMs: number;
  readonly connections: number;
}

export interface TlsIdentity {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** The server under the API: patience with senders and readers is bounded before a request is even read. */
export function makeServer(handler: RequestListener, limits: ServerLimits, tls: TlsIdentity | undefined): Server {
  const http = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: 30_000,
    connectionsCheckingInterval: Math.min(5000, limits.headersMs),
  };
  const server: Server =
    tls === undefined
      ? createServer(http, handler)
      : createTlsServer({ ...http, cert: tls.cert, key: tls.key, minVersion: "TLSv1.2" }, handler);
  server.setTimeout(limits.idleMs);
  server.maxConnections = limits.connections;
  return server;
}

const REASONS: Readonly<Record<string, ProblemId>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "slow",
  HPE_HEADER_OVERFLOW: "headers-too-large",
};

/** Answers what is no HTTP, too slow or too large, and ends the connection. */
export function refuseConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const document = problemDocument(new Problem(REASONS[error.code ?? ""] ?? "bad-request"), "en");
  const body = JSON.stringify(document);
  const head = [
    `HTTP/1.1 ${document.status} ${document.title}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}; charset=utf-8`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
