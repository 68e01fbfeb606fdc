export { HOST_EVENT_KINDS } from "./host-event.ts";
export type * from "./host-event.ts";
