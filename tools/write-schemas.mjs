// Writes docs/schema/*.json from src/core/contract; with --check it writes nothing and fails when one is out of date.
// Needs the pinned Node: it imports TypeScript.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SCHEMAS } from "../src/core/contract/index.ts";

const directory = join(import.meta.dirname, "..", "docs", "schema");
const isCheck = process.argv.includes("--check");
mkdirSync(directory, { recursive: true });
for (const [name, schema] of Object.entries(SCHEMAS)) {
  const path = join(directory, `${name}.json`);
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (!isCheck) writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    console.error(`${path} is out of date; run: node tools/write-schemas.mjs`);
    process.exitCode = 1;
  }
}
