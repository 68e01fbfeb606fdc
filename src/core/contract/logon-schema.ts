import { STAGES } from "../evidence/index.ts";
import { certificateLintSchema, certificateSchema } from "./certificate-schema.ts";
import { factsSchema } from "./fact-schema.ts";
import { faultSchema } from "./fault-schema.ts";
import {
  amount,
  described,
  flag,
  integer,
  type JsonSchema,
  listOf,
  mapOf,
  objectOf,
  oneWordOf,
  orNull,
  referenceTo,
  text,
} from "./json-schema.ts";
import {
  bandwidth,
  confirmation,
  notice,
  pictureKind,
  pictureMeasures,
  redirectionHop,
  roundTrip,
  sessionEnd,
} from "./logon-fact-schema.ts";
import type {
  LogonPictureReport,
  LogonReport,
  LogonSeriesReport,
  LogonSessionReport,
  Percentiles,
} from "./logon-report.ts";
import { because, findingSchema, footprint, reachedTarget, stageSchema, timestamp } from "./report-parts-schema.ts";

const judgement = objectOf<keyof LogonReport["logon"]>(
  {
    outcome: described(
      "refused: the password. denied: it is right, but the account may not log on here. not-verifiable: only a session can tell, and none was asked for. withheld: we did not send it.",
      oneWordOf(["accepted", "refused", "denied", "not-verifiable", "withheld", "not-tested"]),
    ),
    by: oneWordOf([
      "nla",
      "authorization",
      "save-session-info",
      "virtual-channel",
      "picture",
      "server-message",
      "error-info",
      "hang-up",
    ]),
    stage: oneWordOf(STAGES),
    because: listOf(because),
  },
  ["by", "stage"],
);

const picture = objectOf<keyof LogonPictureReport>(
  {
    kind: pictureKind,
    measures: pictureMeasures,
    text: described("Lines read in the server's own window.", listOf(text)),
    file: described("Where the screenshot was written.", text),
  },
  ["file"],
);

const session = objectOf<keyof LogonSessionReport>({
  confirmed: described("How it is known that the user's session stands.", orNull(confirmation)),
  roundTrip: orNull(roundTrip),
  bandwidth: orNull(bandwidth),
  redirections: listOf(redirectionHop),
  autoReconnect: objectOf({ cookie: flag, reconnected: flag }),
  end: orNull(sessionEnd),
  errorInfo: described("errorInfo, [MS-RDPBCGR] 2.2.5.1.1.", orNull(integer)),
  notices: described("Logon Errors Info, [MS-RDPBCGR] 2.2.10.1.1.4.1.1.", listOf(notice)),
});

export const logon: JsonSchema = objectOf<keyof LogonReport>({
  schema: { type: "string", const: "rdpulse.logon/1" },
  target: reachedTarget,
  account: objectOf({ user: text, domain: text }),
  depth: oneWordOf(["credential", "authorize", "desktop"]),
  startedAt: timestamp,
  verdict: oneWordOf(["healthy", "degraded", "failing", "unreachable", "not-verifiable"]),
  logon: judgement,
  stages: {
    type: "array",
    description: "One entry a stage, in the order of the connection.",
    prefixItems: STAGES.map(stageSchema),
    minItems: STAGES.length,
  },
  timings: objectOf<keyof LogonReport["timings"]>({
    firstPictureMs: described("From the start of the connection to the first painted pixels.", orNull(amount)),
    stableMs: described("From the start of the connection until nothing changed any more.", orNull(amount)),
    totalMs: amount,
  }),
  picture: orNull(picture),
  session: described("null: none was asked for, or none was reached.", orNull(session)),
  causes: described("Ordered blocks, hinders, weakens, then by stage.", listOf(referenceTo("finding"))),
  facts: factsSchema("session"),
  footprint: objectOf<keyof LogonReport["footprint"]>({
    ...footprint,
    stays: described(
      "What of the logon stays on the host besides log entries; unknown: a session may stay.",
      oneWordOf(["nothing", "session", "unknown"]),
    ),
  }),
});

const percentiles = objectOf<keyof Percentiles>({ runs: integer, p50: amount, p95: amount, max: amount });

export const logonSeries: JsonSchema = objectOf<keyof LogonSeriesReport>({
  schema: { type: "string", const: "rdpulse.logon-series/1" },
  complete: described("false: ended before the last run.", flag),
  runs: listOf(logon),
  percentiles: objectOf<keyof LogonSeriesReport["percentiles"]>({
    stages: { ...mapOf(STAGES, percentiles), required: [] },
    firstPictureMs: orNull(percentiles),
    stableMs: orNull(percentiles),
    roundTripMs: orNull(percentiles),
    totalMs: orNull(percentiles),
  }),
});

export const logonDefinitions: JsonSchema = {
  fault: faultSchema(),
  certificate: certificateSchema,
  certificateLint: certificateLintSchema,
  finding: findingSchema(STAGES),
};
