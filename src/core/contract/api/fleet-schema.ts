import {
  anything,
  flag,
  integer,
  type JsonSchema,
  listOf,
  objectOf,
  oneWordOf,
  orNull,
  text,
  amount,
} from "../json-schema.ts";
import { bounded, closed, line, localized, openObject, pageOf, timeMs, wholeNumber } from "./common-schema.ts";
import type {
  AuditedControlDocument,
  CertificateDocument,
  CohortDocument,
  CohortsDocument,
  DeliveryDocument,
  FleetAuditDocument,
  KpiDocument,
  PublicStatusDocument,
  SessionDocument,
  SettingsDocument,
  TokenView,
} from "./documents.ts";
import type {
  GroupHealthFigures,
  HealthFigures,
  HealthTrend,
  MonitorStatus,
  ObjectiveFigures,
  VantageView,
} from "./figures.ts";
import type { FleetMapDocument } from "./fleet-map.ts";
import { band, HOST_STATUSES, origin } from "./host-schema.ts";

export const settingsDocument: JsonSchema = objectOf<keyof SettingsDocument>({
  name: text,
  settings: openObject,
  origin,
  revision: integer,
  createdMs: integer,
  updatedMs: integer,
});
export const settingsList: JsonSchema = objectOf({ items: listOf(settingsDocument) });

const SCOPE_WORDS = ["read", "operate", "admin", "vantage", "ingest"];
export const token: JsonSchema = objectOf<keyof TokenView>(
  {
    name: text,
    scopes: listOf(oneWordOf(SCOPE_WORDS)),
    note: text,
    vantage: text,
    createdMs: integer,
    expiresMs: integer,
  },
  ["note", "vantage", "expiresMs"],
);
export const tokenList: JsonSchema = objectOf({ items: listOf(token) });
/** The only answer that ever holds a token. */
export const tokenMade: JsonSchema = objectOf({ name: text, token: text });
export const tokenSettings: JsonSchema = closed(
  objectOf(
    {
      name: { ...line(64), pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" },
      scopes: { ...bounded(oneWordOf(SCOPE_WORDS), SCOPE_WORDS.length, 1), uniqueItems: true },
      note: line(500),
      vantage: line(128),
      expiresMs: timeMs,
    },
    ["note", "vantage", "expiresMs"],
  ),
);

export const delivery: JsonSchema = objectOf<keyof DeliveryDocument>(
  {
    id: text,
    channel: text,
    state: oneWordOf(["waiting", "delivered", "dead"]),
    attempts: wholeNumber,
    nextAttemptMs: integer,
    lastError: text,
    createdMs: integer,
    deliveredMs: integer,
    subject: text,
    kind: text,
    severity: text,
    title: localized,
  },
  ["lastError", "deliveredMs"],
);
export const deliveryPage: JsonSchema = pageOf(delivery);

const certificate = objectOf<keyof CertificateDocument>({
  sha256: text,
  subject: orNull(text),
  issuer: orNull(text),
  notBeforeMs: orNull(integer),
  notAfterMs: orNull(integer),
  daysLeft: orNull(integer),
  selfSigned: orNull(flag),
  hosts: listOf(objectOf({ id: integer, name: text })),
});
export const certificateList: JsonSchema = objectOf({ items: listOf(certificate) });

const cohort = objectOf<keyof CohortDocument>({
  property: text,
  value: text,
  failing: wholeNumber,
  hosts: wholeNumber,
  otherFailing: wholeNumber,
  otherHosts: wholeNumber,
  relativeRisk: orNull(amount),
  chance: amount,
  gotItBefore: wholeNumber,
  sameHostsAs: listOf(text),
  text: localized,
});
export const cohorts: JsonSchema = objectOf<keyof CohortsDocument>({
  failing: wholeNumber,
  well: wholeNumber,
  items: listOf(cohort),
});

const auditedControl = objectOf<keyof AuditedControlDocument>({
  id: text,
  severity: oneWordOf(["critical", "high", "medium", "low"]),
  title: localized,
  met: wholeNumber,
  missing: wholeNumber,
  notTested: wholeNumber,
  hosts: listOf(objectOf({ id: integer, name: text })),
});
export const fleetAudit: JsonSchema = objectOf<keyof FleetAuditDocument>({
  graded: wholeNumber,
  grades: listOf(objectOf({ grade: text, hosts: wholeNumber })),
  controls: listOf(auditedControl),
});

const session = objectOf<keyof SessionDocument>({
  host: text,
  target: orNull(integer),
  user: text,
  address: orNull(text),
  state: text,
  startMs: integer,
  endMs: orNull(integer),
  seenMs: integer,
});
export const sessionPage: JsonSchema = pageOf(session);

const counted = (name: string): JsonSchema => listOf(objectOf({ [name]: text, hosts: wholeNumber, down: wholeNumber }));
const monitor = objectOf<keyof MonitorStatus>({
  startedMs: integer,
  targets: wholeNumber,
  shards: wholeNumber,
  running: wholeNumber,
  waiting: wholeNumber,
  lateP99Ms: orNull(amount),
  unwritten: wholeNumber,
  demo: flag,
});
export const overview: JsonSchema = objectOf({
  statuses: {
    type: "object",
    properties: Object.fromEntries(HOST_STATUSES.map((status) => [status, wholeNumber])),
  },
  causes: listOf(objectOf({ cause: text, title: localized, hosts: wholeNumber })),
  groups: counted("group"),
  builds: counted("build"),
  openIncidents: wholeNumber,
  monitor,
});

const numbers = listOf(integer);
const names = listOf(text);
export const fleetMap: JsonSchema = objectOf<keyof FleetMapDocument>({
  atMs: integer,
  statuses: listOf(oneWordOf(HOST_STATUSES)),
  sites: names,
  gateways: names,
  pools: names,
  builds: names,
  issuers: names,
  causes: listOf(objectOf({ id: text, title: localized })),
  id: numbers,
  name: names,
  status: numbers,
  sinceMs: numbers,
  totalUs: numbers,
  cause: numbers,
  site: numbers,
  gateway: numbers,
  pool: numbers,
  build: numbers,
  issuer: numbers,
});

export const kpi: JsonSchema = objectOf<keyof KpiDocument>({
  fromMs: integer,
  untilMs: integer,
  checks: wholeNumber,
  successes: wholeNumber,
  successShare: orNull(amount),
  connect: orNull(band),
  incidents: wholeNumber,
  openIncidents: wholeNumber,
  mttaMs: orNull(amount),
  mttrMs: orNull(amount),
  outageMs: amount,
  certificatesExpiring: objectOf({ in30Days: wholeNumber, in7Days: wholeNumber, expired: wholeNumber }),
});

export const publicStatus: JsonSchema = objectOf<keyof PublicStatusDocument>({
  status: oneWordOf(["good", "hindered", "broken", "unknown"]),
  hosts: wholeNumber,
  up: wholeNumber,
  openIncidents: wholeNumber,
  atMs: integer,
});

export const objective: JsonSchema = objectOf<keyof ObjectiveFigures>({
  id: text,
  title: localized,
  unit: text,
  objective: amount,
  actual: orNull(amount),
  met: orNull(flag),
  windowDays: amount,
  good: amount,
  total: amount,
  budgetLeft: orNull(amount),
  burn: listOf(
    objectOf<keyof ObjectiveFigures["burn"][number]>({
      longMinutes: amount,
      shortMinutes: amount,
      longRate: orNull(amount),
      shortRate: orNull(amount),
      threshold: amount,
      burning: flag,
    }),
  ),
});
export const objectiveList: JsonSchema = objectOf({ group: text, items: listOf(objective) });

const healthBand = oneWordOf(["good", "fair", "poor", "bad"]);
const healthTrend = objectOf<keyof HealthTrend>({
  id: oneWordOf(["day", "week"]),
  atMs: integer,
  before: amount,
  now: amount,
});
export const health: JsonSchema = objectOf<keyof HealthFigures>({
  score: amount,
  band: healthBand,
  atMs: integer,
  terms: listOf(
    objectOf<keyof HealthFigures["terms"][number]>({
      id: text,
      title: localized,
      weight: amount,
      effectiveWeight: amount,
      score: orNull(amount),
      because: listOf(localized),
      inputs: listOf(
        objectOf<keyof HealthFigures["terms"][number]["inputs"][number]>({
          fact: text,
          title: localized,
          value: { type: ["number", "string", "boolean"] },
          text: localized,
          points: amount,
          share: amount,
          atMs: integer,
        }),
      ),
      missing: listOf(objectOf({ fact: text, title: localized, why: localized })),
    }),
  ),
  cappedAt: orNull(amount),
  caps: listOf(objectOf({ id: text, at: amount, because: localized })),
  trend: listOf(healthTrend),
});
export const groupHealth: JsonSchema = objectOf<keyof GroupHealthFigures>({
  group: text,
  atMs: integer,
  score: orNull(amount),
  hosts: wholeNumber,
  unknown: wholeNumber,
  bands: objectOf({ good: wholeNumber, fair: wholeNumber, poor: wholeNumber, bad: wholeNumber }),
  trend: listOf(healthTrend),
  worst: listOf(
    objectOf<keyof GroupHealthFigures["worst"][number]>({
      target: integer,
      name: text,
      score: amount,
      band: healthBand,
      cappedAt: orNull(amount),
    }),
  ),
});

const vantage = objectOf<keyof VantageView>({
  id: integer,
  name: text,
  local: flag,
  alive: flag,
  lastSeenMs: orNull(integer),
  targets: wholeNumber,
  version: orNull(text),
});
export const vantageList: JsonSchema = objectOf({ items: listOf(vantage) });

export const problem: JsonSchema = objectOf(
  {
    type: text,
    title: text,
    status: integer,
    detail: text,
    errors: listOf(objectOf({ pointer: text, detail: text })),
  },
  ["detail", "errors"],
);

export const demoSwitch: JsonSchema = closed(objectOf({ on: flag }));
export const bulkOutcome: JsonSchema = objectOf({ changed: listOf(integer), refused: listOf(integer) });
export const taken: JsonSchema = objectOf({ taken: flag });
export const testOutcome: JsonSchema = objectOf({ ok: flag, failure: orNull(text) });
export const nameList: JsonSchema = objectOf({ items: listOf(text) });
export const secretValue: JsonSchema = closed(objectOf({ value: { type: "string", minLength: 1, maxLength: 20_000 } }));
export const signIn: JsonSchema = closed(objectOf({ token: { type: "string", minLength: 1, maxLength: 200 } }));
export const whoIsThere: JsonSchema = objectOf({ name: text, scopes: listOf(text) });
export const liveness: JsonSchema = objectOf({ ok: flag });
export const serverHealth: JsonSchema = objectOf({
  version: text,
  nowMs: integer,
  ready: flag,
  reasons: listOf(text),
  store: objectOf({
    engine: oneWordOf(["sqlite", "postgres"]),
    version: text,
    schema: integer,
    bytes: amount,
    trouble: orNull(text),
  }),
  monitor,
});
export const actionPage: JsonSchema = pageOf(
  objectOf({ atMs: integer, by: text, action: text, subject: text, detail: anything }),
);
