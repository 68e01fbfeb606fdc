import { encodeRegExport, encodeRegistryPol, type RegistryValue } from "../../inventory/index.ts";
import type { Correction, RegistryChange } from "./correction.ts";
import type { FixFile } from "./fix-files.ts";

const POLICY_KEY = /\\policies\\/i;

function registryChanges(corrections: readonly Correction[]): readonly RegistryChange[] {
  return corrections.flatMap(({ changes }) =>
    changes.flatMap((change) => (change.kind === "registry" ? [change] : [])),
  );
}

function setting({ key, name, value }: RegistryChange): RegistryValue {
  const fields = { key, name, type: "REG_DWORD", at: "rdpulse audit" } as const;
  return value === undefined ? { ...fields, value: 0, change: "deleted" } : { ...fields, value };
}

/* A policy object that held none of them before goes back to holding none. */
function removal({ key, name }: RegistryChange): RegistryValue {
  return { key, name, type: "REG_DWORD", at: "rdpulse audit", value: 0, change: "deleted" };
}

/* What the inventory knew; a value whose key was not collected is taken away again, which the guide says. */
function wayBack({ key, name, before }: RegistryChange): RegistryValue {
  const fields = { key, name, type: "REG_DWORD", at: "rdpulse audit" } as const;
  return typeof before === "number" ? { ...fields, value: before } : { ...fields, value: 0, change: "deleted" };
}

/**
 * The registry values of the set as a registry.pol for a group policy object ([MS-GPREG] 2.2.1 Registry Policy Message
 * Syntax; policy keys only, others would stay behind when the policy goes) and as .reg files, each with its way back.
 */
export function registryFiles(corrections: readonly Correction[]): readonly FixFile[] {
  const changes = registryChanges(corrections);
  const policies = changes.filter(({ key }) => POLICY_KEY.test(key));
  return [
    ...(policies.length === 0
      ? []
      : [
          { name: "registry.pol", content: encodeRegistryPol(policies.map(setting)) },
          {
            name: "registry-rollback.pol",
            content: encodeRegistryPol(policies.map(removal)),
          },
        ]),
    ...(changes.length === 0
      ? []
      : [
          { name: "values.reg", content: encodeRegExport(changes.map(setting)) },
          { name: "values-rollback.reg", content: encodeRegExport(changes.map(wayBack)) },
        ]),
  ];
}
