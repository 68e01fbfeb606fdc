// The part of the fault catalogue that only a logon sees.
import { logonAccountScenarios } from "./logon-accounts.ts";
import { logonEndingScenarios } from "./logon-endings.ts";
import type { LogonScenario } from "./logon-scenario.ts";
import { logonSessionScenarios } from "./logon-sessions.ts";
import { logonStandInScenarios } from "./logon-stand-ins.ts";

export { healthyLogons } from "./logon-healthy.ts";
export { judgeHealthyLogon, judgeLogonFault } from "./logon-judge.ts";
export type { HealthyLogon, LogonScenario, LogonTarget } from "./logon-scenario.ts";
export { logOnTo } from "./logon-target.ts";

/** Every fault of a logon, in the order of its stages. */
export const logonScenarios: readonly LogonScenario[] = [
  ...logonAccountScenarios,
  ...logonSessionScenarios,
  ...logonStandInScenarios,
  ...logonEndingScenarios,
];
