export { applyConfiguration } from "./apply-configuration.ts";
export type { AppliedConfiguration, NameConflict } from "./apply-configuration.ts";
export { isZone, loadConfiguration, problemLine, readConfiguration } from "./load-configuration.ts";
export type { LoadedConfiguration, PlacedProblem } from "./load-configuration.ts";
export { resolveSecret, SecretUnavailable } from "./secret-reference.ts";
export type { SecretWorld } from "./secret-reference.ts";
export { ConfigurationWatch, watchConfiguration } from "./watch-configuration.ts";
export type { ConfigurationTurn, ConfigurationWatchOptions } from "./watch-configuration.ts";
