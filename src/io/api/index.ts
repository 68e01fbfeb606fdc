export { SCOPES } from "./operation.ts";
export type { Answer, Call, Caller, CallShape, OperationSpec, Scope } from "./operation.ts";
export { ActionRefused, SETTINGS_KINDS } from "./services.ts";
export type * from "./services.ts";
