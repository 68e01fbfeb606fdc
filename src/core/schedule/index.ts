export { momentMs } from "./local-clock.ts";
export type { OffsetMinutesAt } from "./local-clock.ts";
export { inMaintenance, isFor, maintenanceWindow, openWindows } from "./maintenance.ts";
export type { MaintenanceDocument, MaintenanceScope, MaintenanceWindow } from "./maintenance.ts";
export { Schedule } from "./schedule.ts";
export { placeOf, slotAt } from "./slots.ts";
export {
  CATCH_UP_MS,
  FULL_EVERY_MS,
  FULL_RETRY_MS,
  LATE_MS,
  REPEAT_AFTER_MS,
  SET_BACK_MS,
  STANDSTILL_MS,
} from "./work.ts";
export type { CheckEnd, ScheduleCounts, ScheduledTarget, ScheduleSettings, Work } from "./work.ts";
