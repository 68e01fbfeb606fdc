export { CheckFailed } from "./check-failed.ts";
export { isOwnAddress } from "./own-address.ts";
export { resolveName } from "./resolve-name.ts";
export { runCheck } from "./run-check.ts";
export type { CheckRun } from "./run-check.ts";
export { runLogon } from "./run-logon.ts";
export type { LogonRun } from "./run-logon.ts";
export type { CheckHooks } from "./run-plan.ts";
export { checkRoots } from "./tls-upgrade.ts";
