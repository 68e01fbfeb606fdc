export { decodeRdpFile, RdpFileError } from "./rdp-file.ts";
export type { RdpFile } from "./rdp-file.ts";
