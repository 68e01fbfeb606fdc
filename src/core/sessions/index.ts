export { reasonText } from "./end-reason.ts";
export type { ReasonText } from "./end-reason.ts";
export { SessionTracker } from "./session-tracker.ts";
export type * from "./session.ts";
