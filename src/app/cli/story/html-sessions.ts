import type { HostStoryReport, SessionReport } from "../../../core/contract/index.ts";
import { escapeMarkup } from "../../../core/markup/index.ts";
import { say } from "../../../core/texts/index.ts";
import type { Words } from "../audit/words.ts";
import { durationText } from "../sessions/moments.ts";
import { timeOf } from "./story-words.ts";

const ROWS_MOST = 200;
const SAMPLES = 3;

/** Remote sessions as a table, the newest first. */
export function sessionTable(words: Words, host: HostStoryReport): string {
  const remote = host.sessions.filter(({ place }) => place === "remote").toReversed();
  const columns = [
    words.say("sessions.column.start"),
    words.say("sessions.column.lasted"),
    words.say("sessions.column.user"),
    words.say("sessions.column.from"),
    words.say("sessions.column.end"),
    words.say("story.records", { list: "" }).trim(),
  ];
  const rows = remote.slice(0, ROWS_MOST).map((session) => {
    const cells = cellsOf(words, session).map(
      (cell, index) => `<td data-name="${columns[index] ?? ""}">${escapeMarkup(cell)}</td>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  const head = `<thead><tr>${columns.map((column) => `<th scope="col">${column}</th>`).join("")}</tr></thead>`;
  const more = remote.length - ROWS_MOST;
  const rest = more > 0 ? `<p class="soft">${words.say("story.sessions.more", { count: more })}</p>` : "";
  return `<div class="scroll" tabindex="0"><table class="stack">${head}<tbody>${rows.join("")}</tbody></table></div>${rest}`;
}

function cellsOf(words: Words, session: SessionReport): readonly string[] {
  const client = session.visits.find((visit) => visit.client !== null)?.client;
  const rule = client === undefined || client === null || client.rule === "own" ? "" : ` (${client.rule})`;
  return [
    `${session.start.kind === "logon" ? "" : "< "}${timeOf(session.start.time)}`,
    session.totalMs === null ? "?" : durationText(session.totalMs),
    session.user?.name ?? say(words.language, "sessions.user-unknown"),
    client === undefined || client === null ? "" : `${client.address}${rule}`,
    endOf(words, session),
    session.at.slice(0, SAMPLES).join("  "),
  ];
}

function endOf({ language }: Words, { end }: SessionReport): string {
  if (end.kind !== "unknown") return say(language, `sessions.end.${end.kind}`);
  const time = end.notAfter === null ? "?" : timeOf(end.notAfter);
  return end.why === "unexpected-restart" || end.why === "number-reused"
    ? say(language, `sessions.end.${end.why}`, { time })
    : say(language, "sessions.end.restart", { time });
}
