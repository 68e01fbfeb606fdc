// Runs one logon inside a namespace: logon-child.ts OPTIONS-JSON [CA-FILE], the password on standard input. Prints JSON.
import { readFileSync } from "node:fs";
import type { LogonOptions } from "../../src/core/plan/index.ts";
import { Secret } from "../../src/core/sequence/index.ts";
import { runLogon } from "../../src/io/probe/index.ts";

const [options = "", caPath] = process.argv.slice(2);
const order: LogonOptions = JSON.parse(options);
const password = new Secret(readFileSync(0, "utf8"));
const run = await runLogon(order, password, caPath === undefined ? {} : { caPem: readFileSync(caPath, "utf8") });
console.log(JSON.stringify({ evidence: run.evidence, transcript: run.transcript }));
