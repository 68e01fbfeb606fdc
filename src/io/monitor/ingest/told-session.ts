import type { HostSession } from "../../../core/sessions/index.ts";
import type { StoredSession } from "../../store/index.ts";

/** A session as it is stored, before it is known which target its host is. */
export type ToldSession = Omit<StoredSession, "tenant" | "target">;

const MOST_TEXT = 256;

/** Services log on, too; nobody sits there. */
export function isTold({ place, user }: HostSession): boolean {
  return place !== "services" && user !== undefined;
}

/** `lastMs`: time of the last event of its host. Until then it is known how it stands. */
export function toldSession(session: HostSession, lastMs: number): ToldSession {
  const { host, user, start, end, visits, sessionId, place, totalMs, activeMs } = session;
  const address = visits.findLast(({ client }) => client !== undefined)?.client?.address;
  const name = user?.domain === undefined ? (user?.name ?? "") : `${user.domain}\\${user.name}`;
  return {
    host: cut(host),
    // Not its number in what was read: after a restart other records are read, and another session would have that.
    key: cut(`${host}/${sessionId ?? "-"}/${start.timeMs}/${name}`),
    user: cut(name),
    address: address === undefined ? null : cut(address),
    state: stateOf(session),
    startMs: start.timeMs,
    endMs: end.kind === "logoff" ? end.timeMs : end.kind === "unknown" ? end.notAfterMs : null,
    seenMs: Math.max(start.timeMs, end.kind === "unknown" ? end.notAfterMs : lastMs),
    detail: {
      sessionId: sessionId ?? null,
      place,
      isStartKnown: start.kind === "logon",
      end: end.kind,
      visits: visits.length,
      totalMs: totalMs ?? null,
      activeMs,
    },
  };
}

function stateOf({ end }: HostSession): StoredSession["state"] {
  switch (end.kind) {
    case "logoff":
      return "ended";
    case "disconnected":
      return "disconnected";
    case "open":
      return "active";
    case "unknown":
      return "unknown";
  }
}

/** Names of strangers: bounded, and Unicode that a database takes. */
function cut(text: string): string {
  return text.slice(0, MOST_TEXT).toWellFormed().replaceAll("\0", "");
}
