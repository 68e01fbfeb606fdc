import { open } from "node:fs/promises";
import { type HostInventory, sectionOf, type SessionsState } from "../../../core/inventory/index.ts";
import { readInventories } from "../../ingest/index.ts";
import type { ToldSession } from "./told-session.ts";

const MOST_SESSIONS = 1000;
const MOST_TEXT = 256;
/** Only sessions of these services of a Linux host were begun over RDP; others are its consoles and SSH. */
const OF_XRDP = /xrdp/;

type Session = SessionsState["sessions"][number];

/**
 * Who was on when a collector ran (loginctl of an xrdp host, the session list of a Windows host): sessions of which a log may
 * know nothing, or not any more. None where the upload is no archive of a collector. Rejects with what the system says.
 */
export async function collectedSessions(path: string): Promise<readonly ToldSession[]> {
  if (!(await isPacked(path))) return [];
  const { inventories } = await readInventories({ paths: [path], signal: new AbortController().signal });
  return inventories.flatMap(sessionsIn).slice(0, MOST_SESSIONS);
}

/** .gz or .zip: a log alone need not be read a second time. */
async function isPacked(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(2);
    await file.read(head, 0, 2, 0);
    return head.equals(Buffer.from([0x1f, 0x8b])) || head.equals(Buffer.from("PK"));
  } finally {
    await file.close();
  }
}

/** Sessions of one inventory, as of the time at which it was collected; without a host and a time they say nothing. */
function sessionsIn(inventory: HostInventory): readonly ToldSession[] {
  const { host, collectedAtMs, platform } = inventory;
  const state = sectionOf(inventory, "sessions");
  if (host === undefined || collectedAtMs === undefined || state === undefined) return [];
  const isLinux = platform === "linux";
  return state.sessions.flatMap((session) => {
    const stands = stateOf(session);
    const isOver = stands === undefined || (isLinux && !OF_XRDP.test(session.name ?? ""));
    if (isOver || session.user === undefined || session.user === "") return [];
    const startMs = session.logonAtMs ?? collectedAtMs;
    const name = shortName(host);
    const user = cut(session.user);
    return [
      {
        host: name,
        key: cut(`${name}/${isLinux ? "-" : session.id}/${startMs}/${user}`),
        user,
        address: session.clientAddress === undefined ? null : cut(session.clientAddress),
        state: stands,
        startMs,
        endMs: null,
        seenMs: collectedAtMs,
        detail: {
          // The number that logind gives is another one than the display, by which sesman knows a session.
          sessionId: isLinux ? null : session.id,
          isListed: true,
          isStartKnown: session.logonAtMs !== undefined,
        },
      },
    ];
  });
}

function stateOf({ state }: Session): "active" | "disconnected" | undefined {
  if (/^(?:active|online)/i.test(state)) return "active";
  return /^disc/i.test(state) ? "disconnected" : undefined;
}

/** As events name hosts: see HostNames. */
function shortName(host: string): string {
  const lower = cut(host.toLowerCase());
  const dot = lower.indexOf(".");
  return dot < 1 || /^[\d.]+$|:/.test(lower) ? lower : lower.slice(0, dot);
}

function cut(text: string): string {
  return text.slice(0, MOST_TEXT).toWellFormed().replaceAll("\0", "");
}
