import { DecodeError, toLatin1 } from "../src/core/bytes/index.ts";
import { mergeInventories, parsePowershellJson, readCimJson, readGpresult } from "../src/core/inventory/index.ts";
import { decodeExposition, inventoryFromMetrics, isExposition, readHostMetrics } from "../src/core/metrics/index.ts";
import { parseXml, XmlFault } from "../src/io/ingest/index.ts";
import type { FuzzTarget } from "./targets.ts";

const MEGABYTE = 1024 * 1024;

/** What readers of metrics, JSON of PowerShell and reports of policies make of files of strangers. */
export const inventoryTargets: readonly FuzzTarget[] = [
  { name: "parsePowershellJson", run: parsePowershellJson, faults: [DecodeError], baseLimitBytes: MEGABYTE },
  {
    name: "readCimJson",
    run: (bytes) => {
      const value = parsePowershellJson(bytes);
      const half = parsePowershellJson(bytes);
      return mergeInventories([
        { platform: "windows", sections: readCimJson(value, "a") },
        { platform: "unknown", sections: readCimJson([half, value], "b") },
      ]);
    },
    faults: [DecodeError],
    baseLimitBytes: 2 * MEGABYTE,
  },
  {
    name: "decodeExposition",
    run: (bytes) => {
      const text = toLatin1(bytes);
      return [isExposition(text), decodeExposition(text)];
    },
    faults: [],
    baseLimitBytes: MEGABYTE,
  },
  {
    name: "readHostMetrics",
    run: (bytes) => inventoryFromMetrics(readHostMetrics(decodeExposition(toLatin1(bytes)).samples, "fuzz")),
    faults: [],
    baseLimitBytes: MEGABYTE,
  },
  {
    name: "readGpresult",
    run: (bytes) => readGpresult(parseXml(bytes), "fuzz"),
    faults: [XmlFault],
    baseLimitBytes: 2 * MEGABYTE,
  },
];
