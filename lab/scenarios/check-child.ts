// Runs one check inside a namespace: check-child.ts OPTIONS-JSON [CA-FILE]. Prints the evidence as JSON.
import { readFileSync } from "node:fs";
import type { CheckOptions } from "../../src/core/plan/index.ts";
import { runCheck } from "../../src/io/probe/index.ts";

const [options = "", caPath] = process.argv.slice(2);
const order: CheckOptions = JSON.parse(options);
const run = await runCheck(order, caPath === undefined ? {} : { caPem: readFileSync(caPath, "utf8") });
console.log(JSON.stringify(run.evidence));
