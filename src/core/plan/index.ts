export { isAddressLiteral } from "./address.ts";
export {
  CONNECTION_GAP_MS,
  COOKIE_LIMIT_BYTES,
  DEFAULT_PORT,
  DEFAULT_STAGE_TIMEOUT_MS,
  DEFAULT_TOTAL_TIMEOUT_MS,
  GATEWAY_PORT,
  LOAD_BALANCE_INFO_LIMIT_BYTES,
  QUESTION_IDS,
} from "./check-options.ts";
export type { CheckOptions, QuestionId } from "./check-options.ts";
export { CheckPlan } from "./check-plan.ts";
export { HOST_PATTERN, hostAndPort } from "./host-and-port.ts";
export {
  DEFAULT_DESKTOP_TIMEOUT_MS,
  DEFAULT_LOGON_TIMEOUT_MS,
  DEFAULT_SETTLE_MS,
  REDIRECTION_LIMIT,
} from "./logon-options.ts";
export type { LogonOptions } from "./logon-options.ts";
export { LogonPlan } from "./logon-plan.ts";
export { LOGON_PURPOSES } from "./plan-action.ts";
export type * from "./plan-action.ts";
