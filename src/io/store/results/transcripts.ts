import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import type { TargetId, TenantId } from "../../../core/fleet/index.ts";
import type { Database, Queries, SqlRow } from "../database/database.ts";
import { bytesIn, integerIn, textIn } from "../state/columns.ts";
import type { KeptTranscript } from "../store.ts";
import { decoded } from "./decoded.ts";
import { kindCode, kindOf } from "./row-codes.ts";

/** A longer text is not kept: a check's conversation has tens of kilobytes. */
const LONGEST_TEXT = 2_000_000;

const REASONS: readonly KeptTranscript["reason"][] = ["first-failure", "fault-changed", "asked", "degraded"];

const pack = promisify(deflateRaw);
const unpack = promisify(inflateRaw);

export interface PackedTranscript {
  readonly transcript: KeptTranscript;
  readonly body: Uint8Array;
}

/** Made small before the transaction begins, so that nobody waits for it. */
export async function packed(transcripts: readonly KeptTranscript[]): Promise<readonly PackedTranscript[]> {
  const newest = new Map<string, KeptTranscript>();
  for (const transcript of transcripts) {
    const { tenant, target, vantage, reason, atMs, text } = transcript;
    const key = `${tenant}/${target}/${vantage}/${reason}`;
    if (text.length <= LONGEST_TEXT && (newest.get(key)?.atMs ?? -Infinity) <= atMs) newest.set(key, transcript);
  }
  return Promise.all(
    [...newest.values()].map(async (transcript) => ({ transcript, body: await pack(transcript.text) })),
  );
}

/** Of each target and vantage one for each reason: the newest. */
export async function writeTranscripts(queries: Queries, transcripts: readonly PackedTranscript[]): Promise<void> {
  await queries.bulk({
    table: "transcript",
    columns: ["tenant", "target", "vantage", "reason", "at_ms", "kind", "bytes", "body"],
    rows: transcripts.map(({ transcript: { tenant, target, vantage, reason, atMs, kind }, body }) => [
      tenant,
      target,
      vantage,
      reason,
      atMs,
      kindCode(kind),
      body.length,
      body,
    ]),
    onConflict: `ON CONFLICT (tenant, target, vantage, reason) DO UPDATE SET at_ms = excluded.at_ms,
      kind = excluded.kind, bytes = excluded.bytes, body = excluded.body WHERE excluded.at_ms >= transcript.at_ms`,
  });
}

/** Newest first. */
export async function transcriptsOf(
  database: Database,
  tenant: TenantId,
  target: TargetId,
): Promise<readonly KeptTranscript[]> {
  const rows = await database.read(
    `SELECT tenant, target, vantage, reason, at_ms, kind, body FROM transcript WHERE tenant = ? AND target = ?
     ORDER BY at_ms DESC, vantage, reason`,
    [tenant, target],
  );
  return Promise.all(rows.map(transcriptOf));
}

async function transcriptOf(row: SqlRow): Promise<KeptTranscript> {
  return {
    tenant: integerIn(row, "tenant"),
    target: integerIn(row, "target"),
    vantage: integerIn(row, "vantage"),
    atMs: integerIn(row, "at_ms"),
    reason: reasonIn(row),
    kind: kindOf(integerIn(row, "kind")),
    text: await textOf(bytesIn(row, "body")),
  };
}

async function textOf(body: Uint8Array): Promise<string> {
  try {
    return (await unpack(body, { maxOutputLength: 4 * LONGEST_TEXT })).toString("utf8");
  } catch (error) {
    return decoded("a transcript", () => {
      throw error;
    });
  }
}

function reasonIn(row: SqlRow): KeptTranscript["reason"] {
  const reason = textIn(row, "reason");
  return REASONS.find((known) => known === reason) ?? "latest";
}

/** The oldest go until all of them together fit. */
export async function limitTranscripts(queries: Queries, bytes: number): Promise<void> {
  await queries.run(
    `DELETE FROM transcript WHERE (tenant, target, vantage, reason) IN (
       SELECT tenant, target, vantage, reason FROM (
         SELECT tenant, target, vantage, reason,
           sum(bytes) OVER (ORDER BY at_ms DESC, tenant, target, vantage, reason) AS so_far FROM transcript
       ) newest WHERE so_far > ?)`,
    [bytes],
  );
}
