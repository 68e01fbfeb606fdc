export { sectionOf } from "./inventory.ts";
export type * from "./inventory.ts";
export { decodeRdpFile, RdpFileError } from "./rdp-file.ts";
export type { RdpFile } from "./rdp-file.ts";
export type { RegistryValue } from "./registry-value.ts";
