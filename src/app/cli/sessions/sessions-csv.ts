import type { HostSession } from "../../../core/sessions/index.ts";
import { isoTime } from "../../../core/contract/index.ts";
import { csvCell } from "../../../core/markup/index.ts";
import { printable } from "../../../core/texts/index.ts";

const COLUMNS = [
  "host",
  "user",
  "domain",
  "session",
  "place",
  "from",
  "until",
  "address",
  "address_rule",
  "address_confidence",
  "client",
  "reason",
  "session_end",
  "session_total_s",
  "records",
] as const;

/** Spreadsheet programs take no more characters in a cell. */
const LONGEST_CELL = 32_000;

/** One line a stay, in UTC. Cells that a spreadsheet would run as a formula are made harmless. */
export function sessionsCsv(sessions: readonly HostSession[]): string {
  const lines = sessions.flatMap((session) => {
    const visits = session.visits.length === 0 ? [undefined] : session.visits;
    return visits.map((visit) => {
      const untilMs = visit?.untilMs;
      const cells: Readonly<Record<(typeof COLUMNS)[number], string>> = {
        host: session.host,
        user: session.user?.name ?? "",
        domain: session.user?.domain ?? "",
        session: String(session.sessionId ?? ""),
        place: session.place,
        from: isoTime(visit?.fromMs ?? session.start.timeMs),
        until: untilMs === undefined ? "" : isoTime(untilMs),
        address: visit?.client?.address ?? "",
        address_rule: visit?.client?.rule ?? "",
        address_confidence: visit?.client === undefined ? "" : String(visit.client.confidence),
        client: visit?.clientName ?? "",
        reason: visit?.reason?.code === undefined ? "" : String(visit.reason.code),
        session_end: session.end.kind,
        session_total_s: session.totalMs === undefined ? "" : String(Math.round(session.totalMs / 1000)),
        records: session.at.join(" "),
      };
      return COLUMNS.map((column) => csvCell(printable(cells[column], LONGEST_CELL))).join(",");
    });
  });
  return `${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}
