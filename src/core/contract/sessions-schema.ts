import type { LogonPhase } from "../sessions/index.ts";
import type { AccountName, ClientAddress } from "../telemetry/index.ts";
import {
  amount,
  described,
  flag,
  integer,
  type JsonSchema,
  listOf,
  objectOf,
  oneWordOf,
  orNull,
  text,
} from "./json-schema.ts";
import { timestamp } from "./report-parts-schema.ts";
import type {
  EndReport,
  GapReport,
  ReasonReport,
  SessionReport,
  SessionsInput,
  SessionsReport,
  VisitReport,
} from "./sessions-report.ts";

const record = described("Where it stands: FILE#RECORD.", text);
const localized = objectOf({ en: text, zh: text });

const client = objectOf<keyof ClientAddress>(
  {
    address: described('IPv4 or IPv6; "local" is the console.', text),
    port: integer,
    rule: described(
      "How the address came to be known: written in the event itself, or joined from another record.",
      oneWordOf(["own", "activity-id", "session-id", "time"]),
    ),
    at: described("The record that carried the address, where another one did.", text),
    confidence: { type: "number", minimum: 0, maximum: 1 },
  },
  ["port", "at"],
);

const reason = objectOf<keyof ReasonReport>({
  code: orNull(integer),
  symbol: orNull(text),
  text: orNull(localized),
  isVerified: described("False where the meaning is by analogy of numbers.", flag),
  source: text,
  at: record,
});

const step = oneWordOf(["connected", "authenticated", "session", "shell"]);
const phase = objectOf<keyof LogonPhase>({ from: step, to: step, durationMs: amount, fromAt: record, toAt: record });

const visit = objectOf<keyof VisitReport>({
  from: timestamp,
  fromAt: record,
  isStartKnown: flag,
  until: orNull(timestamp),
  untilAt: orNull(text),
  client: orNull(client),
  clientName: orNull(text),
  clientBuild: orNull(integer),
  timeZoneHours: orNull(amount),
  screen: orNull(text),
  channels: listOf(text),
  phases: listOf(phase),
  firstPictureMs: orNull(amount),
  reason: orNull(reason),
  takenOverBy: orNull(integer),
});

const end = objectOf<keyof EndReport>({
  kind: described(
    "disconnected, open: so it was when the logs ended. unknown: nobody wrote it down.",
    oneWordOf(["logoff", "disconnected", "open", "unknown"]),
  ),
  time: orNull(timestamp),
  why: orNull(text),
  lastSeen: orNull(timestamp),
  notAfter: orNull(timestamp),
  at: orNull(text),
});

const session = objectOf<keyof SessionReport>({
  id: text,
  host: text,
  sessionId: orNull(integer),
  user: orNull(objectOf<keyof AccountName>({ name: text, domain: text, sid: text }, ["domain", "sid"])),
  place: oneWordOf(["remote", "console", "services", "unknown"]),
  start: objectOf({ kind: oneWordOf(["logon", "before-the-log"]), time: timestamp, at: record }),
  end,
  totalMs: described("Null where start or end is not known.", orNull(amount)),
  activeMs: amount,
  lockedMs: amount,
  disconnectedMs: amount,
  visits: listOf(visit),
  spans: listOf(
    objectOf({
      state: oneWordOf(["active", "locked", "disconnected", "unknown"]),
      from: timestamp,
      until: timestamp,
    }),
  ),
  logonIds: listOf(text),
  gaps: described("Gaps in the logs while it lasted, by their record.", listOf(text)),
  at: described("Records that it rests on, the first and last of them.", listOf(record)),
  records: integer,
});

const gap = objectOf<keyof GapReport>({
  host: text,
  kind: oneWordOf([
    "restart",
    "unexpected-restart",
    "restart-unclear",
    "log-cleared",
    "log-interrupted",
    "clock-changed",
  ]),
  from: timestamp,
  until: timestamp,
  at: record,
  channel: orNull(text),
});

export const sessionsReportSchema: JsonSchema = objectOf<keyof SessionsReport>({
  schema: { type: "string", const: "rdpulse.sessions/1" },
  from: orNull(timestamp),
  until: orNull(timestamp),
  sessions: listOf(session),
  gaps: listOf(gap),
  sessionsLeftOut: integer,
  input: objectOf<keyof SessionsInput>({
    records: integer,
    damaged: integer,
    duplicates: integer,
    passedOver: listOf(objectOf({ path: text, why: text })),
  }),
});
