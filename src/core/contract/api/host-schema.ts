import { targetSettings } from "../../configuration/index.ts";
import { STAGES } from "../../evidence/index.ts";
import {
  CHECK_KINDS,
  type ChangeJudgement,
  type HostStatus,
  type Origin,
  type RowCause,
  type TargetSettings,
  TIMED_STAGES,
  type WatchedFacts,
} from "../../fleet/index.ts";
import {
  amount,
  flag,
  integer,
  type JsonSchema,
  listOf,
  mapOf,
  objectOf,
  oneWordOf,
  orNull,
  text,
} from "../json-schema.ts";
import { closed, countedPageOf, pageOf, wholeNumber } from "./common-schema.ts";
import type {
  BandDocument,
  FactChangeDocument,
  GroupRollupDocument,
  HostDocument,
  NamedChangeDocument,
  ResultDocument,
  RollupDocument,
  StateDocument,
  TranscriptDocument,
} from "./documents.ts";

const STATUSES: Readonly<Record<HostStatus, true>> = {
  unknown: true,
  up: true,
  degraded: true,
  suspect: true,
  down: true,
  flapping: true,
  suppressed: true,
};
export const HOST_STATUSES: readonly string[] = Object.keys(STATUSES);

const ORIGINS: Readonly<Record<Origin, true>> = { file: true, api: true, discovery: true, demo: true };
export const origin: JsonSchema = oneWordOf(Object.keys(ORIGINS));

const SETTINGS: Readonly<Record<string, JsonSchema>> = propertiesOf(targetSettings);

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  const properties: Record<string, JsonSchema> = {};
  Object.assign(properties, schema["properties"]);
  return properties;
}

/** One host as it is declared: as in the configuration file. */
export const hostSettings: JsonSchema = targetSettings;

/** PATCH: a field of null is taken away, fields that are not there stay (RFC 7396). */
export const hostPatch: JsonSchema = closed({
  type: "object",
  minProperties: 1,
  properties: Object.fromEntries(
    Object.entries(SETTINGS).map(([name, schema]) => [name, name === "host" ? schema : orNull(schema)]),
  ),
});

/** What was declared, as it comes back: without the bounds of a request. */
const declared: JsonSchema = objectOf<keyof TargetSettings>(
  {
    name: text,
    host: text,
    port: integer,
    intervalSeconds: amount,
    site: text,
    gateway: text,
    balancer: text,
    pool: text,
    tags: { type: "object", additionalProperties: text },
    dependsOn: listOf(text),
    vantages: listOf(text),
    certificateName: text,
    cookie: text,
    loadBalanceInfo: text,
    proxy: text,
    resolver: text,
    source: text,
    enabled: flag,
  },
  [
    "name",
    "port",
    "intervalSeconds",
    "site",
    "gateway",
    "balancer",
    "pool",
    "tags",
    "dependsOn",
    "vantages",
    "certificateName",
    "cookie",
    "loadBalanceInfo",
    "proxy",
    "resolver",
    "source",
    "enabled",
  ],
);

const verdict = oneWordOf(["healthy", "degraded", "failing", "unreachable"]);
const stage = orNull(oneWordOf(STAGES));
export const effect: JsonSchema = oneWordOf(["blocks", "hinders", "weakens"]);
const checkKind = oneWordOf(CHECK_KINDS);
const rowCause = objectOf<keyof RowCause>({ id: text, variant: text, effect, confidence: amount }, ["variant"]);

const state = objectOf<keyof StateDocument>({
  vantage: integer,
  status: oneWordOf(HOST_STATUSES),
  sinceMs: integer,
  lastSlotMs: integer,
  lastKind: checkKind,
  lastAtMs: integer,
  lastFullMs: orNull(integer),
  lastSuccessMs: orNull(integer),
  verdict,
  failedStage: stage,
  causes: listOf(rowCause),
  totalUs: amount,
  failures: wholeNumber,
  turnsMs: listOf(integer),
});

const FACTS: Readonly<Record<keyof WatchedFacts, JsonSchema>> = {
  certificate: text,
  certificateNotBeforeMs: integer,
  certificateNotAfterMs: integer,
  certificateIssuer: text,
  certificateSubject: text,
  certificateSelfSigned: flag,
  certificateKeyType: text,
  certificateTrust: text,
  certificateNameMatches: flag,
  osBuild: text,
  netbiosName: text,
  netbiosDomain: text,
  dnsName: text,
  dnsDomain: text,
  nla: text,
  selectedProtocol: text,
  tlsVersion: text,
  tlsCipher: text,
  tlsGroup: text,
  postQuantum: text,
  clockSkewMinutes: integer,
  stack: text,
  address: text,
  auditGrade: text,
  controlsNotMet: text,
  controlsNotTested: text,
};
export const FACT_NAMES: readonly string[] = Object.keys(FACTS);
export const facts: JsonSchema = { type: "object", properties: FACTS };

export const host: JsonSchema = objectOf<keyof HostDocument>({
  id: integer,
  name: text,
  settings: declared,
  origin,
  revision: integer,
  createdMs: integer,
  updatedMs: integer,
  state: orNull(state),
  facts,
});
export const hostPage: JsonSchema = countedPageOf(host);

const times: JsonSchema = { type: "object", properties: mapOf(TIMED_STAGES, amount)["properties"] };
const result = objectOf<keyof ResultDocument>({
  vantage: integer,
  slotMs: integer,
  kind: checkKind,
  atMs: integer,
  verdict,
  failedStage: stage,
  causes: listOf(rowCause),
  stagesUs: times,
  totalUs: amount,
  excluded: flag,
});
export const resultList: JsonSchema = objectOf({ items: listOf(result) });

export const band: JsonSchema = objectOf<keyof BandDocument>({
  p50Us: amount,
  p90Us: amount,
  p95Us: amount,
  p99Us: amount,
});
const rollup = objectOf<keyof RollupDocument>({
  fromMs: integer,
  checks: wholeNumber,
  successes: wholeNumber,
  degraded: wholeNumber,
  failing: wholeNumber,
  unreachable: wholeNumber,
  excluded: wholeNumber,
  total: orNull(band),
  stages: { type: "object", properties: mapOf(TIMED_STAGES, band)["properties"] },
});
export const rollupList: JsonSchema = objectOf({ span: text, items: listOf(rollup) });

const groupRollup = objectOf<keyof GroupRollupDocument>({
  fromMs: integer,
  checks: wholeNumber,
  successes: wholeNumber,
  excluded: wholeNumber,
  total: orNull(band),
});
export const groupRollupList: JsonSchema = objectOf({ group: text, span: text, items: listOf(groupRollup) });

const factValue: JsonSchema = { type: ["string", "number", "boolean", "null"] };
const changeFields: Readonly<Record<keyof FactChangeDocument, JsonSchema>> = {
  target: integer,
  vantage: integer,
  atMs: integer,
  fact: text,
  before: factValue,
  after: factValue,
  judgement: objectOf<keyof ChangeJudgement>({
    verdict: oneWordOf(["expected", "early", "suspicious", "unjudged"]),
    rule: text,
  }),
};
const factChange = objectOf<keyof FactChangeDocument>(changeFields, ["judgement"]);
export const factChangePage: JsonSchema = pageOf(factChange);
export const namedChangePage: JsonSchema = pageOf(
  objectOf<keyof NamedChangeDocument>({ ...changeFields, name: orNull(text) }, ["judgement"]),
);

const transcript = objectOf<keyof TranscriptDocument>({
  vantage: integer,
  atMs: integer,
  reason: text,
  kind: text,
  text,
});
export const transcriptList: JsonSchema = objectOf({ items: listOf(transcript) });
