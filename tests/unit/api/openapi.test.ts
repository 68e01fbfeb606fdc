import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serverResources } from "../../../src/app/server/index.ts";
import { describeApi, resourcesWith } from "../../../src/io/api/index.ts";
import { type ApiFixture, openApi } from "./api-fixture.ts";
import { ask } from "./asking.ts";
import { type Described, describedOperations } from "./described.ts";

function unasked(): never {
  throw new Error("only described");
}

let fixture: ApiFixture;
let document: Described;
beforeAll(async () => {
  fixture = await openApi();
  document = (await ask(fixture.api, "GET", "/api/v1/openapi.json")).json;
});
afterAll(async () => fixture.close());

/** Every $ref in a document, wherever it stands. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === "$ref" && typeof one === "string" ? [one] : references(one),
  );
}

describe("the description", () => {
  it("is OpenAPI 3.1 as its specification demands (4.8.1, 4.8.2, 4.8.10)", () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    const ids = describedOperations(document).map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of describedOperations(document)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect([path, inPath.map(({ name }) => name)]).toEqual([path, named]);
      expect(inPath.every(({ required }) => required)).toBe(true);
      expect(Object.keys(operation.responses).length).toBeGreaterThan(1);
      for (const response of Object.values(operation.responses)) expect(response.description).not.toBe("");
    }
  });

  it("refers only to what it holds, and every schema compiles", () => {
    const names = new Set(Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`));
    const wanted = new Set(references(document));
    expect([...wanted].filter((reference) => !names.has(reference))).toEqual([]);
    const ajv = new Ajv2020({ strict: false });
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      expect([name, ajv.validateSchema(schema)]).toEqual([name, true]);
    }
  });

  it("has every operation that the server answers, with the scope that it asks for", () => {
    const described = new Map(
      describedOperations(document).map(({ operation }) => [operation.operationId, operation["x-scope"]]),
    );
    const served = new Map(fixture.api.operations.map(({ spec }) => [spec.id, spec.scope]));
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(served));
  });

  it("lies in docs as the whole server gives it", () => {
    const others = serverResources({
      desk: unasked,
      readMetrics: unasked,
      metricsScope: "read",
      report: unasked,
      intake: unasked,
      loads: unasked,
      uploadBytes: 64 * 1024 * 1024,
    });
    const published = readFileSync(join(import.meta.dirname, "../../../docs/openapi.json"), "utf8");
    const parsed: { readonly info: { readonly version: string } } = JSON.parse(published);
    const given = JSON.parse(JSON.stringify(describeApi(resourcesWith(others), parsed.info.version)));
    expect(parsed, "run: node tools/write-schemas.mjs").toEqual(given);
  });
});
