export { reasonText } from "./end-reason.ts";
export type { ReasonText } from "./end-reason.ts";
export { sessionPicture } from "./session-picture.ts";
export type { PictureOptions } from "./session-picture.ts";
export { SessionTracker } from "./session-tracker.ts";
export type * from "./session.ts";
