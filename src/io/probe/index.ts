export { resolveName } from "./resolve-name.ts";
export { CheckFailed, runCheck } from "./run-check.ts";
export type { CheckHooks, CheckRun } from "./run-check.ts";
export { isOwnAddress } from "./own-address.ts";
export { checkRoots } from "./tls-upgrade.ts";
