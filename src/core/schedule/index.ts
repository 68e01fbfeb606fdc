export { CATCH_UP_MS, FULL_EVERY_MS, REPEAT_AFTER_MS, Schedule } from "./schedule.ts";
export type { ScheduleCounts, ScheduledTarget, ScheduleSettings, Work } from "./schedule.ts";
export { placeOf, slotAt } from "./slots.ts";
