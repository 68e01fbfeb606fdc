import { type HostSession, reasonText, type SessionVisit } from "../../../core/sessions/index.ts";
import type { ClientAddress } from "../../../core/telemetry/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { type Style, tell } from "../render/style.ts";
import { durationText } from "./moments.ts";

/** Longest name that a table shows. */
const LONGEST_NAME = 60;

export function userText(style: Style, session: HostSession): string {
  const { user } = session;
  return user === undefined ? tell(style, "sessions.user-unknown") : printable(user.name, LONGEST_NAME);
}

/** The client of the longest stay says most; the others are in the details. */
export function mainVisit(session: HostSession): SessionVisit | undefined {
  const remote = session.visits.filter(
    ({ client, channels }) => (client !== undefined && client.address !== "local") || channels.length > 0,
  );
  const visits = remote.length > 0 ? remote : session.visits;
  return visits.toSorted((one, other) => lengthMs(other) - lengthMs(one))[0];
}

function lengthMs({ fromMs, untilMs }: SessionVisit): number {
  return (untilMs ?? Number.MAX_SAFE_INTEGER) - fromMs;
}

/** Where the client is, with the rule where the address was joined. */
export function fromText(style: Style, session: HostSession): string {
  const known = mainVisit(session)?.client;
  // A stay of Remote Desktop whose log says LOCAL, as with Hyper-V: it was not at the console.
  const client = session.place === "remote" && known?.address === "local" ? undefined : known;
  if (session.place === "services") return tell(style, "sessions.place.services");
  if (client === undefined)
    return tell(style, session.place === "console" ? "sessions.place.console" : "sessions.place.unknown");
  return clientText(style, client);
}

export function clientText(style: Style, client: ClientAddress): string {
  if (client.address === "local") return tell(style, "sessions.place.console");
  const rule = ruleText(style, client);
  return rule === undefined ? client.address : `${client.address} (${rule})`;
}

function ruleText(style: Style, client: ClientAddress): string | undefined {
  switch (client.rule) {
    case "own":
      return undefined;
    case "activity-id":
      return tell(style, "sessions.rule.activity-id");
    case "session-id":
      return tell(style, "sessions.rule.session-id");
    case "time":
      return tell(style, "sessions.rule.time", { percent: Math.round(client.confidence * 100) });
  }
}

/** How the session ended; what nobody wrote down is said to be so. */
export function endText(style: Style, { end }: HostSession): string {
  return tell(style, `sessions.end.${end.kind === "unknown" ? end.why : end.kind}`);
}

/** How long it lasted; a lower bound where start or end is not known. */
export function lastedText(style: Style, session: HostSession): string {
  if (session.totalMs !== undefined) return durationText(session.totalMs);
  const knownMs = session.activeMs + session.lockedMs + session.disconnectedMs;
  return knownMs > 0 ? `≥ ${durationText(knownMs)}` : "?";
}

/** Why a stay ended, in words; undefined where nothing is to be said. */
export function reasonWords(style: Style, visit: SessionVisit): string | undefined {
  const { reason } = visit;
  if (reason === undefined || reason.code === 0) return undefined;
  const known = reasonText(reason);
  const code = reason.code ?? reason.source;
  if (known === undefined) return tell(style, "sessions.detail.reason-unknown", { code });
  const key = known.isVerified ? "sessions.detail.reason" : "sessions.detail.reason-unverified";
  return tell(style, key, { code, text: known.text[style.language] });
}
