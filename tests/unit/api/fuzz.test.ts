// Requests made from the description, right ones and hostile ones, for every operation: the server never fails, and what it
// answers is what it described.
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertEvent } from "../../../src/core/alerting/index.ts";
import { type ApiFixture, incidentAt, openApi, recordCheck } from "./api-fixture.ts";
import { fitting, HOSTILE, hostile } from "./arbitrary-value.ts";
import { type Asked, ask, type Method } from "./asking.ts";
import { LOGON } from "./logon-sample.ts";
import { type Described, type DescribedOperation, describedOperations } from "./described.ts";

// More of them: RDPULSE_FUZZ_RUNS=200 RDPULSE_FUZZ_SEED=7.
const RUNS = Number(process.env["RDPULSE_FUZZ_RUNS"] ?? 12);
const SEED = Number(process.env["RDPULSE_FUZZ_SEED"] ?? 20_261_120);

let fixture: ApiFixture;
let document: Described;
let validators: Map<string, ValidateFunction>;

beforeAll(async () => {
  fixture = await openApi();
  document = (await ask(fixture.api, "GET", "/api/v1/openapi.json")).json;
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: "https://rdpulse.invalid/api", components: document.components });
  validators = new Map();
  for (const { operation } of describedOperations(document)) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      const schema = content?.["application/json"]?.schema ?? content?.["application/problem+json"]?.schema;
      if (schema === undefined) continue;
      const rooted: object = JSON.parse(
        JSON.stringify(schema).replaceAll("#/components", "https://rdpulse.invalid/api#/components"),
      );
      validators.set(`${operation.operationId} ${status}`, ajv.compile(rooted));
    }
  }
  const { targets, incidents, resources, sessions } = fixture.store;
  for (let index = 0; index < 3; index += 1) {
    const { id } = await targets.put(1, { host: `seed${index}`, site: "Berlin", tags: { owner: "finance" } }, "api", 1);
    await recordCheck(fixture.store, id, index === 0 ? { verdict: "unreachable", failedStage: "tcp" } : {});
    await ask(fixture.api, "PUT", `/api/v1/hosts/${id}/logon`, LOGON);
    await incidents.apply({ incidents: [incidentAt(index + 1, id)], entries: [] }, [], null, 1);
  }
  await targets.put(1, { host: "declared" }, "file", 1);
  for (const kind of ["channel", "rule", "maintenance", "slo", "report", "discovery"]) {
    await resources.put(1, kind, "seed", { name: "seed", kind: "webhook", channels: ["seed"] }, "api", null, 1);
  }
  const event: AlertEvent = {
    tenant: 1,
    kind: "test",
    atMs: 1,
    subject: "test",
    severity: "notice",
    title: { en: "A test", zh: "测试" },
    text: { en: "A test", zh: "测试" },
    hosts: [],
    hostCount: 0,
  };
  const dead = { id: "seed", tenant: 1, channel: "seed", event, state: "dead", attempts: 9 } as const;
  await fixture.store.outbox.add([{ ...dead, nextAttemptMs: 1, createdMs: 1, lastError: "refused" }]);
  const session = {
    tenant: 1,
    target: 1,
    host: "seed0",
    key: "k",
    user: "anna",
    address: null,
    state: "active",
  } as const;
  await sessions.put([{ ...session, startMs: 1, endMs: null, seenMs: 2, detail: null }]);
});
afterAll(async () => fixture.close());

interface FuzzRequest {
  readonly url: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined"));
/** Lone surrogates have no form in an address. */
const inAddress = (value: unknown): string => encodeURIComponent(textOf(value).toWellFormed());

function requests(path: string, operation: DescribedOperation, isHostile: boolean): fc.Arbitrary<FuzzRequest> {
  const valueFor = (schema: Parameters<typeof fitting>[0]): fc.Arbitrary<unknown> =>
    isHostile ? fc.oneof({ weight: 2, arbitrary: fitting(schema, document) }, HOSTILE) : fitting(schema, document);
  const parameters = operation.parameters ?? [];
  const inPath = parameters.filter((one) => one.in === "path");
  // Half of the ids are of things that are there.
  const known = fc.constantFrom<unknown>(1, 2, 3, 4);
  const pathValues = fc.tuple(
    ...inPath.map(({ schema }) =>
      schema["type"] === "integer"
        ? fc.oneof(known, valueFor(schema))
        : fc.oneof(fc.constant("seed"), valueFor(schema)),
    ),
  );
  const inQuery = parameters.filter((one) => one.in === "query");
  const query = fc.record(Object.fromEntries(inQuery.map(({ name, schema }) => [name, valueFor(schema)])), {
    requiredKeys: inQuery.filter(({ required }) => required).map(({ name }) => name),
  });
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const body =
    schema === undefined ? fc.constant(undefined) : isHostile ? hostile(schema, document) : fitting(schema, document);
  const headers = fc.constantFrom<Readonly<Record<string, string>>>(
    {},
    { "if-match": '"1"' },
    { "if-match": isHostile ? "\"'" : '"2"' },
    { "idempotency-key": isHostile ? "é" : "k1" },
    { "accept-language": "zh" },
    { "if-none-match": '"1"' },
  );
  return fc.tuple(pathValues, query, body, headers).map(([values, asked, sent, more]) => {
    let at = 0;
    const url = path.replaceAll(/\{\w+\}/g, () => inAddress(values[at++]));
    const pairs = Object.entries(asked).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one: unknown) => `${name}=${inAddress(one)}`),
    );
    return { url: pairs.length === 0 ? url : `${url}?${pairs.join("&")}`, body: sent, headers: more };
  });
}

/** Why an answer is not as it is described; null where it is. */
function complaint(operation: DescribedOperation, answer: Asked, asked: FuzzRequest): string | null {
  const { status, text, json, headers } = answer;
  const told = `${asked.url.slice(0, 200)} ${JSON.stringify(asked.body)?.slice(0, 300)} -> ${status} ${text.slice(0, 300)}`;
  if (status >= 500 || fixture.bugs.length > 0) return `a fault of ours: ${told}`;
  if (status === 304) return null;
  if (status >= 400) {
    const isProblem = headers["content-type"] === "application/problem+json; charset=utf-8" && json?.status === status;
    const fits = validators.get(`${operation.operationId} default`)?.(json) === true;
    return isProblem && fits ? null : `no problem document: ${told}`;
  }
  if (operation.responses[String(status)] === undefined) return `not described: ${told}`;
  const validate = validators.get(`${operation.operationId} ${status}`);
  if (validate === undefined || validate(json)) return null;
  return `does not fit its schema: ${told} ${JSON.stringify(validate.errors)}`;
}

describe("every operation", () => {
  it("answers right and hostile requests as it is described", { timeout: 600_000 }, async () => {
    const seen = new Map<string, Set<number>>();
    const operations = describedOperations(document)
      .filter(({ operation }) => operation.operationId !== "streamEvents")
      .toSorted((a, b) => lateness(a) - lateness(b));
    for (const { path, method, operation } of operations) {
      for (const isHostile of [false, true]) {
        await fc.assert(
          fc.asyncProperty(requests(path, operation, isHostile), async (asked) => {
            const answer = await ask(fixture.api, methodOf(method), asked.url, asked.body, asked.headers);
            expect(complaint(operation, answer, asked)).toBeNull();
            const statuses = seen.get(operation.operationId) ?? new Set();
            seen.set(operation.operationId, statuses.add(answer.status));
          }),
          { numRuns: RUNS, seed: SEED, endOnFailure: true },
        );
      }
    }
    const neverWell = [...seen]
      .filter(([, statuses]) => ![...statuses].some((status) => status < 400))
      .map(([id]) => id);
    // One needs a site that the configuration shows to everybody; the other a token, and that is told only once.
    expect(neverWell.toSorted()).toEqual(["getSiteBadge", "signIn"]);
  });
});

/** What takes things away comes after what needs them. */
function lateness({ method, operation }: { readonly method: string; readonly operation: DescribedOperation }): number {
  return method === "DELETE" || operation.operationId === "changeHosts" ? 1 : 0;
}

function methodOf(method: string): Method {
  const methods: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
  return methods.find((one) => one === method) ?? "GET";
}
