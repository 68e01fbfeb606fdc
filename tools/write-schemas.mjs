// Writes docs/schema/*.json from src/core/contract and docs/openapi.json from src/io/api; with --check it writes nothing and fails when one is out of date.
// Needs the pinned Node: it imports TypeScript.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationSchema } from "../src/core/configuration/index.ts";
import { serverResources } from "../src/app/server/index.ts";
import { SCHEMAS } from "../src/core/contract/index.ts";
import { describeApi, resourcesWith } from "../src/io/api/index.ts";
import { channelSchemas } from "../src/io/notify/index.ts";

const root = join(import.meta.dirname, "..");
const directory = join(root, "docs", "schema");
const isCheck = process.argv.includes("--check");
mkdirSync(directory, { recursive: true });
const schemas = { ...SCHEMAS, "config-1": configurationSchema(channelSchemas()) };
// A description asks for nothing that runs.
const unasked = () => {
  throw new Error("only described");
};
const others = serverResources({
  desk: unasked,
  readMetrics: unasked,
  metricsScope: "read",
  report: unasked,
  intake: unasked,
  loads: unasked,
  uploadBytes: 64 * 1024 * 1024,
});
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const documents = new Map(Object.entries(schemas).map(([name, schema]) => [join(directory, `${name}.json`), schema]));
documents.set(join(root, "docs", "openapi.json"), describeApi(resourcesWith(others), version));
for (const [path, schema] of documents) {
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (!isCheck) writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    console.error(`${path} is out of date; run: node tools/write-schemas.mjs`);
    process.exitCode = 1;
  }
}
