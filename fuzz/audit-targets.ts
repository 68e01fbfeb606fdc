import { auditHost, correctionsFor, driftFrom, fixFiles, readBaseline } from "../src/core/audit/index.ts";
import { DecodeError, toHex, toLatin1 } from "../src/core/bytes/index.ts";
import { buildAuditReport } from "../src/core/contract/index.ts";
import {
  decodeAuditpol,
  decodeIni,
  decodeRegExport,
  decodeRegistryPol,
  decodeSecedit,
  type HostInventory,
  identifyExport,
  mergeInventories,
  readExport,
  readRegExport,
} from "../src/core/inventory/index.ts";
import type { FuzzTarget } from "./targets.ts";

const MEGABYTE = 1024 * 1024;
const NOW_MS = 1_795_000_000_000;

/* The longest text that a section gets: names and accounts of a real host are shorter. */
const TEXT_MOST = 2_000;

/** An inventory that says whatever the bytes say wherever a text stands, beside the values of a .reg file. */
function hostile(bytes: Uint8Array): HostInventory {
  const text = toLatin1(bytes.subarray(0, TEXT_MOST));
  const { values, keys } = readRegExport(bytes, "fuzz.reg");
  const collected = <Value>(value: Value) => ({ outcome: "collected" as const, value, at: text });
  return {
    host: text,
    platform: bytes.length % 2 === 0 ? "windows" : "unknown",
    sections: {
      registry: collected(values),
      "registry-keys": collected(keys),
      listener: collected({
        settings: { [text]: text, UserAuthenticationRequired: text, SecurityLayer: bytes.length },
      }),
      "security-policy": collected({
        systemAccess: { LockoutBadCount: text, [text]: text },
        privilegeRights: {
          SeRemoteInteractiveLogonRight: [text],
          SeDenyRemoteInteractiveLogonRight: text.split("\n"),
          [text]: [],
        },
      }),
      certificates: collected([
        { thumbprintSha1: text, store: text, bound: true, derHex: toHex(bytes), subject: text },
      ]),
      firewall: collected({
        profiles: [{ name: text, enabled: true }],
        rules: [
          {
            name: text,
            enabled: true,
            direction: "in",
            action: "allow",
            profiles: [text],
            protocol: "TCP",
            localPorts: [text, "3389"],
            remoteAddresses: [text],
          },
        ],
      }),
      channels: { outcome: "failed", reason: text, at: text },
      version: collected({ build: bytes.length, ubr: bytes[0] ?? 0, edition: text, hotfixes: [{ id: text }] }),
    },
  };
}

/** What the hardening audit makes of files of strangers. */
export const auditTargets: readonly FuzzTarget[] = [
  {
    name: "decodeRegistryPol",
    run: (bytes) => decodeRegistryPol(bytes, "fuzz"),
    faults: [DecodeError],
    baseLimitBytes: MEGABYTE,
  },
  {
    name: "decodeRegExport",
    run: (bytes) => decodeRegExport(bytes, "fuzz"),
    faults: [DecodeError],
    share: 0.2,
    baseLimitBytes: MEGABYTE,
  },
  {
    name: "decodeSecedit",
    run: (bytes) => decodeSecedit(bytes, "fuzz"),
    faults: [DecodeError],
    baseLimitBytes: MEGABYTE,
  },
  { name: "decodeAuditpol", run: decodeAuditpol, faults: [DecodeError], baseLimitBytes: MEGABYTE },
  { name: "decodeIni", run: decodeIni, faults: [], baseLimitBytes: MEGABYTE },
  {
    name: "readExport",
    run: (bytes) => {
      const format = identifyExport(bytes, "file.ini");
      return format === undefined ? undefined : mergeInventories([readExport(bytes, format, "fuzz")]);
    },
    faults: [],
    baseLimitBytes: MEGABYTE,
  },
  {
    name: "readRegExport",
    run: (bytes) => readRegExport(bytes, "fuzz"),
    faults: [DecodeError],
    baseLimitBytes: MEGABYTE,
  },
  {
    name: "auditHost",
    run: (bytes) => {
      const inventory = hostile(bytes);
      const options = { nowMs: NOW_MS, names: ["rds01.example.com"] };
      const audit = auditHost(inventory, options);
      const corrections = correctionsFor(audit, inventory, options);
      const files = fixFiles(audit, corrections);
      const [baseline] =
        readBaseline(JSON.parse(JSON.stringify(buildAuditReport([{ audit, corrections }], [], NOW_MS)))) ?? [];
      return [files, baseline === undefined ? undefined : driftFrom(audit, baseline)];
    },
    // Every control with its benchmarks, its correction, and the whole as JSON.
    faults: [DecodeError],
    baseLimitBytes: 16 * MEGABYTE,
    runLimitMs: 1000,
  },
];
