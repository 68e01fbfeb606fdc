import type { ServerResponse } from "node:http";
import type { TenantId } from "../../core/fleet/index.ts";
import type { ChangeLine } from "../store/index.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { Problem } from "./problem.ts";

export interface StreamLimits {
  /** Most streams at a time. */
  readonly streams: number;
  /** What may wait in memory for one reader; one who is slower is cut off and resumes when it comes back. */
  readonly waitingBytes: number;
  readonly heartbeatMs: number;
}

const written: WeakMap<ChangeLine, string> = new WeakMap();

/** One change as an event of the HTML standard, section 9.2 (Server-sent events). Made once for all readers. */
function eventText(line: ChangeLine): string {
  const known = written.get(line);
  if (known !== undefined) return known;
  const { seq, atMs, kind, id, detail } = line;
  const text = `id: ${seq}\nevent: ${eventName(kind)}\ndata: ${JSON.stringify({ seq, atMs, kind, id, detail })}\n\n`;
  written.set(line, text);
  return text;
}

/** "resource/channel" is an event "resource": a page listens to few names, and the data have the whole. */
function eventName(kind: string): string {
  return /^[a-z]+/.exec(kind)?.[0] ?? "change";
}

/**
 * Writes changes to one response until either side ends it. `after`: Last-Event-ID. An event "missed" says that lines are
 * gone for good: the reader loads everything anew and goes on from there. An event "beat" comes every so often, so that a reader
 * can tell a quiet server from one that is gone. `isStillAllowed` is asked at each heartbeat.
 */
export async function streamChanges(
  response: ServerResponse,
  feed: ChangeFeed,
  tenant: TenantId,
  after: number,
  limits: StreamLimits,
  headers: Readonly<Record<string, string>>,
  isStillAllowed: () => Promise<boolean>,
): Promise<void> {
  response.writeHead(200, {
    ...headers,
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  const ended = new AbortController();
  const put = (text: string): void => {
    if (response.destroyed || response.writableEnded || text === "") return;
    // Measured before: however much comes at once, a reader who had taken what came before is given it.
    if (response.writableLength > limits.waitingBytes) response.destroy();
    else response.write(text);
  };
  put("retry: 3000\n\n");
  const beat = async (): Promise<void> => {
    // An event and no comment: a page cannot hear comments. Without an id, so that the place of the reader stays.
    put(`event: beat\ndata: {"everyMs":${limits.heartbeatMs}}\n\n`);
    // A revoked token ends what it opened. Where nobody can say, the stream goes on: the store is asked again soon.
    if (!(await isStillAllowed().catch(() => true))) response.destroy();
  };
  const heartbeat = setInterval(() => void beat(), limits.heartbeatMs);
  heartbeat.unref();
  response.once("close", () => {
    clearInterval(heartbeat);
    ended.abort();
  });
  const reader = {
    read: async (lines: readonly ChangeLine[], missed: boolean): Promise<void> => {
      if (missed) put(`event: missed\ndata: ${JSON.stringify({ before: lines[0]?.seq ?? null })}\n\n`);
      put(lines.map(eventText).join(""));
      await untilDrained(response, ended.signal);
    },
  };
  try {
    await feed.follow(tenant, after, reader, ended.signal);
  } catch {
    // The store is in trouble: the reader comes back with the place that it has.
    response.destroy();
  }
}

const PATIENCE_MS = 30_000;

/** Resolves when what was written has left, or the stream has ended; a reader who takes nothing for long is cut off. */
async function untilDrained(response: ServerResponse, ended: AbortSignal): Promise<void> {
  if (!response.writableNeedDrain || ended.aborted) return;
  await new Promise<void>((resolve) => {
    const tooSlow = setTimeout(() => response.destroy(), PATIENCE_MS);
    const done = (): void => {
      clearTimeout(tooSlow);
      response.off("drain", done);
      ended.removeEventListener("abort", done);
      resolve();
    };
    response.once("drain", done);
    ended.addEventListener("abort", done, { once: true });
  });
}

/** Throws where as many streams are open as may be. */
export function requireRoom(feed: ChangeFeed, limits: StreamLimits): void {
  if (feed.readers >= limits.streams) {
    throw new Problem(
      "too-many",
      { en: "Too many streams are open", zh: "打开的事件流过多" },
      {
        headers: { "retry-after": "10" },
      },
    );
  }
}

/** Last-Event-ID as a number; null where the reader begins now. */
export function placeAsked(header: string | undefined): number | null {
  if (header === undefined || header === "") return null;
  if (/^\d{1,15}$/.test(header)) return Number(header);
  throw new Problem("bad-request", {
    en: "Last-Event-ID takes the id of an event of this stream",
    zh: "Last-Event-ID 必须是此事件流中的事件编号",
  });
}
