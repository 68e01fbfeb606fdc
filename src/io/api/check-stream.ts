import type { ServerResponse } from "node:http";
import type { CheckLineDocument } from "../../core/contract/index.ts";
import type { CheckRow } from "../../core/fleet/index.ts";
import type { StageSeen } from "./services.ts";

/**
 * Writes one check as it goes on: a line of JSON for each stage as soon as it is over, and at last one with the result, or
 * with `failed` where nothing was learned. `begin` starts the check. A reader who leaves ends nothing: its result is stored.
 */
export async function streamCheck(
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  begin: (onStage: (stage: StageSeen) => void) => Promise<CheckRow>,
): Promise<void> {
  response.writeHead(200, {
    ...headers,
    "content-type": "application/x-ndjson; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  const put = (line: CheckLineDocument): void => {
    if (!response.destroyed && !response.writableEnded) response.write(`${JSON.stringify(line)}\n`);
  };
  // Sent at once: the reader learns that the check was taken before its first stage is over.
  response.flushHeaders();
  try {
    const { tenant: _tenant, target: _target, ...result } = await begin((stage) => put({ stage }));
    put({ result });
  } catch {
    put({ failed: true });
  }
  response.end();
}
