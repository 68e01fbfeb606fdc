import { api, type JsonSchema } from "../../core/contract/index.ts";
import type { Operation, Resource } from "./operation.ts";
import { PROBLEM_MEDIA_TYPE } from "./problem.ts";

const NAMED: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [api.host, "Host"],
  [api.hostPage, "HostPage"],
  [api.hostSettings, "HostSettings"],
  [api.hostPatch, "HostPatch"],
  [api.facts, "Facts"],
  [api.factChangePage, "FactChangePage"],
  [api.resultList, "ResultList"],
  [api.rollupList, "RollupList"],
  [api.band, "Band"],
  [api.transcriptList, "TranscriptList"],
  [api.incident, "Incident"],
  [api.incidentPage, "IncidentPage"],
  [api.incidentDetail, "IncidentDetail"],
  [api.problemTree, "ProblemTree"],
  [api.settingsDocument, "SettingsDocument"],
  [api.settingsList, "SettingsList"],
  [api.channelSettings, "ChannelSettings"],
  [api.ruleSettings, "RuleSettings"],
  [api.maintenanceSettings, "MaintenanceSettings"],
  [api.sloSettings, "SloSettings"],
  [api.reportSettings, "ReportSettings"],
  [api.discoverySettings, "DiscoverySettings"],
  [api.tokenSettings, "TokenSettings"],
  [api.overview, "Overview"],
  [api.kpi, "Kpi"],
  [api.objectiveList, "ObjectiveList"],
  [api.health, "Health"],
  [api.localized, "Localized"],
  [api.problem, "Problem"],
]);

interface Components {
  readonly schemas: Record<string, unknown>;
}

/**
 * OpenAPI 3.1 of the operations. Schemas that have a name become components, the others stand where they are; `$defs` of a
 * schema become components too, since a reference in this document begins at its root.
 */
export function describeApi(resources: readonly Resource[], version: string): Readonly<Record<string, unknown>> {
  const components: Components = { schemas: {} };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const resource of resources) {
    for (const operation of resource.operations) {
      const path = pathOf(operation);
      paths[path] = {
        ...paths[path],
        [operation.spec.method.toLowerCase()]: describe(operation, resource, components),
      };
    }
  }
  return {
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: {
      title: "RDPulse",
      version,
      summary: "The monitor's API",
      description:
        "Times are epoch milliseconds, durations microseconds where a name ends in Us. Errors are problem details (RFC 9457). " +
        "Lists go on at `next` or the Link header. What has an ETag takes If-Match; every POST takes an Idempotency-Key.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }, { cookie: [] }],
    tags: resources.map(({ name, about }) => ({ name, description: about })),
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        cookie: { type: "apiKey", in: "cookie", name: "rdpulse-sign-in" },
      },
    },
  };
}

function pathOf({ spec }: Operation): string {
  return `${spec.outside === true ? "" : "/api/v1"}${spec.path}`.replaceAll(/:(\w+)/g, "{$1}");
}

function describe({ spec }: Operation, resource: Resource, components: Components): Readonly<Record<string, unknown>> {
  const headers =
    spec.method === "POST" && spec.repeatable !== false && spec.upload === undefined
      ? [header("Idempotency-Key", { type: "string", pattern: "^[\\x21-\\x7e]{1,200}$" })]
      : [];
  const match = ["PUT", "PATCH", "DELETE"].includes(spec.method) ? [header("If-Match", { type: "string" })] : [];
  const parameters = [
    ...parametersOf(spec.params, "path", components),
    ...parametersOf(spec.query, "query", components),
    ...headers,
    ...match,
  ];
  return {
    operationId: spec.id,
    tags: [resource.name],
    summary: spec.summary,
    "x-scope": spec.scope,
    ...(spec.scope === "public" ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...bodyOf(spec, components),
    responses: {
      ...Object.fromEntries(
        Object.entries(spec.answers).map(([status, schema]) => [
          status,
          responseOf(Number(status), schema, components),
        ]),
      ),
      default: {
        description: "Why it was refused",
        content: { [PROBLEM_MEDIA_TYPE]: { schema: referenced(api.problem, components) } },
      },
    },
  };
}

function bodyOf({ body, upload }: Operation["spec"], components: Components): Readonly<Record<string, unknown>> {
  if (upload !== undefined) {
    const description = `At most ${upload.mostBytes} bytes`;
    return { requestBody: { required: true, description, content: { "application/octet-stream": {} } } };
  }
  if (body === undefined) return {};
  return { requestBody: { required: true, content: { "application/json": { schema: referenced(body, components) } } } };
}

const REASONS: Readonly<Record<number, string>> = {
  200: "Done",
  201: "Made",
  202: "Taken",
  204: "Done, nothing to say",
  503: "Not now",
};

function responseOf(status: number, schema: JsonSchema | string | null, components: Components): unknown {
  const description = REASONS[status] ?? "Answer";
  if (schema === null) return { description };
  if (typeof schema === "string") return { description, content: { [schema]: { schema: { type: "string" } } } };
  return { description, content: { "application/json": { schema: referenced(schema, components) } } };
}

function header(name: string, schema: JsonSchema): unknown {
  return { name, in: "header", required: false, schema };
}

function parametersOf(schema: JsonSchema | undefined, place: "path" | "query", components: Components): unknown[] {
  const properties = schema?.["properties"];
  const required = schema?.["required"];
  if (typeof properties !== "object" || properties === null) return [];
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: place,
    required: Array.isArray(required) && required.includes(name),
    schema: referenced(one, components),
  }));
}

/** The schema with a reference in place of each that has a name. */
function referenced(schema: unknown, components: Components): unknown {
  const name = NAMED.get(schema);
  if (name === undefined) return copied(schema, components);
  if (!Object.hasOwn(components.schemas, name)) {
    components.schemas[name] = {};
    components.schemas[name] = copied(schema, components);
  }
  return { $ref: `#/components/schemas/${name}` };
}

function copied(schema: unknown, components: Components): unknown {
  if (Array.isArray(schema)) return schema.map((item) => referenced(item, components));
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (key === "$ref" && typeof value === "string") return [[key, value.replace("#/$defs/", "#/components/schemas/")]];
    if (key !== "$defs") return [[key, referenced(value, components)]];
    for (const [name, one] of Object.entries(value ?? {})) components.schemas[name] ??= referenced(one, components);
    return [];
  });
  return Object.fromEntries(entries);
}
