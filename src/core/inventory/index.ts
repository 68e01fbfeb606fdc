export { buildInventory, isArchiveEntry } from "./archive/build-inventory.ts";
export type { ArchiveEntry } from "./archive/build-inventory.ts";
export { readManifest } from "./archive/manifest.ts";
export type { CollectManifest, ManifestSection } from "./archive/manifest.ts";
export { decodeAuditpol } from "./auditpol.ts";
export { isPolicyReport, readGpresult } from "./gpresult.ts";
export type { PolicyReport } from "./gpresult.ts";
export { isCimJson, readCimJson } from "./cim-json.ts";
export { decodeIni } from "./ini.ts";
export { sectionOf } from "./inventory.ts";
export type * from "./inventory.ts";
export { mergeInventories } from "./merge-inventories.ts";
export {
  asEnumName,
  asFlag,
  asList,
  asNumber,
  asObject,
  asText,
  asTimeMs,
  isCutByDepth,
  parsePowershellJson,
  property,
} from "./powershell-json.ts";
export type { JsonObject } from "./powershell-json.ts";
export { decodeRdpFile, RdpFileError } from "./rdp-file.ts";
export type { RdpFile } from "./rdp-file.ts";
export { decodeRegExport, encodeRegExport, readRegExport } from "./reg-export.ts";
export type { RegExport } from "./reg-export.ts";
export { decodeRegistryPol, encodeRegistryPol } from "./registry-pol.ts";
export type { RegistryValue } from "./registry-value.ts";
export { decodeSecedit } from "./secedit.ts";
export type { SecurityTemplate } from "./secedit.ts";
export { identifyExport, readExport } from "./single-export.ts";
export type { ExportFormat, InventoryPart } from "./single-export.ts";
export type { XmlElement } from "./xml-element.ts";
export { isSectionName } from "./archive/section-shapes.ts";
