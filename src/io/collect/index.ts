export { type CollectedArchive, collectFrom, type CollectOptions, type CollectProgress } from "./collect-from.ts";
export { CollectFailure } from "./collect-failure.ts";
export { collectorScript, type CollectorPlatform } from "./collector-script.ts";
export { isEncryptedKey } from "./private-key.ts";
export { windowsCommand } from "./windows-bootstrap.ts";
