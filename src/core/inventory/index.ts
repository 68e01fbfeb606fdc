export { sectionOf } from "./inventory.ts";
export type * from "./inventory.ts";
export { decodeRdpFile, RdpFileError } from "./rdp-file.ts";
export type { RdpFile } from "./rdp-file.ts";
export { decodeRegExport, encodeRegExport, readRegExport } from "./reg-export.ts";
export type { RegExport } from "./reg-export.ts";
export { decodeRegistryPol, encodeRegistryPol } from "./registry-pol.ts";
export type { RegistryValue } from "./registry-value.ts";
