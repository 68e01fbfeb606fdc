import type {
  IncidentSettings,
  MonitorSettings,
  OutboundSettings,
  ServerSettings,
  StoreSettings,
} from "../configuration.ts";
import { DEFAULTS } from "../defaults.ts";
import {
  cidr,
  closed,
  flag,
  httpUrl,
  key,
  line,
  listOf,
  secretReference,
  whole,
  type JsonSchema,
} from "../schema-parts.ts";

const { server, retention, monitor, flapping, incidents } = DEFAULTS;
const path = line(4096);

export const serverSection: JsonSchema = closed<ServerSettings>({
  listen: key(
    "ADDRESS:PORT to listen on. Beyond this machine TLS is required. Read at start.",
    line(300),
    server.listen,
  ),
  publicUrl: key("Address under which people reach it; links in alerts begin with it.", httpUrl),
  tls: key(
    "Certificate chain and private key. Read at start.",
    closed<NonNullable<ServerSettings["tls"]>>(
      { certificate: key("File, PEM.", path), key: key("File, PEM, readable by this account alone.", path) },
      ["certificate", "key"],
    ),
  ),
  allowHosts: key(
    "Names by which browsers may call it, beside that of publicUrl and the address it listens on.",
    listOf(line(253), 100),
  ),
  local: key("true: requests from this machine need no sign-in.", flag, server.local),
});

export const storeSection: JsonSchema = closed<StoreSettings>({
  url: key("PostgreSQL as postgres://USER@HOST/DATABASE, without a password. Read at start.", {
    type: "string",
    pattern: "^postgres(ql)?://[^\\s:@/]*(@[^\\s@]*|[^\\s@]*)$",
    maxLength: 2000,
  }),
  password: key("Password of the PostgreSQL user, by reference.", secretReference),
  folder: key(
    "Folder of the embedded store and of the key of its secrets; in the state folder of this account when absent. Read at start.",
    path,
  ),
  retention: key(
    "How long results are kept.",
    closed<NonNullable<StoreSettings["retention"]>>({
      rawDays: key("Days that every single result is kept.", whole(1, 3650), retention.rawDays),
      minuteDays: key("Days that figures a minute of each group are kept.", whole(1, 3650), retention.minuteDays),
      hourDays: key("Days that figures an hour of each host are kept.", whole(1, 3650), retention.hourDays),
      dayDays: key("Days that figures a day of each host are kept.", whole(1, 36_500), retention.dayDays),
      transcriptMegabytes: key(
        "Megabytes of recorded conversations of failing hosts; the oldest go first.",
        whole(1, 1_000_000),
        retention.transcriptMegabytes,
      ),
    }),
  ),
});

export const monitorSection: JsonSchema = closed<MonitorSettings>({
  intervalSeconds: key("Seconds between two checks of a target.", whole(5, 86_400), monitor.intervalSeconds),
  stageTimeoutSeconds: key("Seconds that one stage may take.", whole(1, 120), monitor.stageTimeoutSeconds),
  totalTimeoutSeconds: key("Seconds that one check may take.", whole(1, 600), monitor.totalTimeoutSeconds),
  maxRunning: key("Checks at a time.", whole(1, 20_000), monitor.maxRunning),
  maxFullRunning: key("Full checks at a time, of those.", whole(0, 1000), monitor.maxFullRunning),
  startsPerSecond: key("Checks begun in a second.", whole(1, 10_000), monitor.startsPerSecond),
  threads: key("Threads that make checks; one a core, at most 4, when absent. Read at start.", whole(1, 64)),
  failuresToDown: key("Failed checks in a row until a host is down.", whole(1, 20), monitor.failuresToDown),
  flapping: key(
    "When a host changes too often to be called up or down.",
    closed<NonNullable<MonitorSettings["flapping"]>>({
      turns: key("Changes within the window that make it flapping.", whole(2, 20), flapping.turns),
      settledTurns: key("It has settled with this many or fewer.", whole(0, 19), flapping.settledTurns),
      windowMinutes: key("Minutes of the window.", whole(1, 1440), flapping.windowMinutes),
    }),
  ),
  forbidden: key("Address ranges that no check and no discovery may reach.", listOf(cidr, 1000)),
});

export const incidentSection: JsonSchema = closed<IncidentSettings>({
  closeAfterSeconds: key(
    "Seconds of good checks until an incident closes itself.",
    whole(0, 86_400),
    incidents.closeAfterSeconds,
  ),
  reopenWithinMinutes: key(
    "Minutes in which the same fault reopens the old incident.",
    whole(0, 10_080),
    incidents.reopenWithinMinutes,
  ),
  widenFrom: key(
    "Members of a group with one fault that make it the group's fault.",
    whole(2, 10_000),
    incidents.widenFrom,
  ),
  widenPercent: key("Share of the group's members that must have it.", whole(1, 100), incidents.widenPercent),
  widenWithinSeconds: key("Seconds within which they began to fail.", whole(1, 86_400), incidents.widenWithinSeconds),
});

export const outboundSection: JsonSchema = closed<OutboundSettings>({
  allow: key(
    "Address ranges that alerts and webhooks may go to although they are forbidden by default.",
    listOf(cidr, 1000),
  ),
  deny: key("Address ranges that they may not go to.", listOf(cidr, 1000)),
});
