import type { SequenceInput, TlsFailure, TlsPeer } from "../sequence/index.ts";
import { fromBase64 } from "./base64.ts";
import { TranscriptError } from "./transcript-error.ts";

const CHAIN_LIMIT = 20;

function fieldsOf(text: string, line: number): ReadonlyMap<string, unknown> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new TranscriptError(line, "holds no JSON");
  }
  if (typeof raw !== "object" || raw === null) throw new TranscriptError(line, "holds no JSON object");
  return new Map(Object.entries(raw));
}

function textOf(fields: ReadonlyMap<string, unknown>, name: string, line: number): string {
  const value = fields.get(name);
  if (typeof value !== "string") throw new TranscriptError(line, `${name} is no text`);
  return value;
}

/** Peer of a finished handshake, from its JSON in a transcript. Throws TranscriptError. */
export function parsePeer(text: string, line: number): TlsPeer {
  const fields = fieldsOf(text, line);
  const listed: unknown = fields.get("chain");
  if (!Array.isArray(listed) || listed.length > CHAIN_LIMIT) throw new TranscriptError(line, "chain is no short list");
  const chain = listed.map((item: unknown) => {
    const der = typeof item === "string" ? fromBase64(item) : undefined;
    if (der === undefined) throw new TranscriptError(line, "chain holds something that is not base64");
    return der;
  });
  return {
    version: textOf(fields, "version", line),
    cipher: textOf(fields, "cipher", line),
    group: textOf(fields, "group", line),
    chain,
    trustError: fields.get("trustError") === null ? null : textOf(fields, "trustError", line),
  };
}

function failureOf(fields: ReadonlyMap<string, unknown>, line: number): TlsFailure {
  const kind = fields.get("kind");
  const alert = fields.get("alert");
  const how = fields.get("how");
  if (kind === "alert" && typeof alert === "number") return { kind, alert };
  if (kind === "closed" && (how === "fin" || how === "rst")) return { kind, how };
  if (kind === "silence") return { kind };
  if (kind === "local") return { kind, reason: textOf(fields, "reason", line) };
  throw new TranscriptError(line, "is no TLS failure");
}

/** A failed handshake, from its JSON in a transcript. Throws TranscriptError. */
export function parseTlsFailed(text: string, line: number): SequenceInput & { kind: "tls-failed" } {
  const fields = fieldsOf(text, line);
  const failure: unknown = fields.get("failure");
  const receivedBytes = fields.get("receivedBytes");
  if (typeof failure !== "object" || failure === null || typeof receivedBytes !== "number") {
    throw new TranscriptError(line, "is no TLS failure");
  }
  return { kind: "tls-failed", failure: failureOf(new Map(Object.entries(failure)), line), receivedBytes };
}
