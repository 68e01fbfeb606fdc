import type { HostInventory } from "../../../src/core/inventory/index.ts";
import { auditHost, type HostAudit, type JudgedControl } from "../../../src/core/audit/index.ts";
import { inventory, NOW_MS, type Sections } from "./hand-made-inventory.ts";

export function audited(sections: Sections, platform: HostInventory["platform"] = "windows"): HostAudit {
  return auditHost(inventory(sections, platform), { nowMs: NOW_MS });
}

export function judged(id: string, sections: Sections): JudgedControl {
  const control = audited(sections).controls.find((one) => one.id === id);
  if (control === undefined) throw new Error(`no control ${id}`);
  return control;
}
