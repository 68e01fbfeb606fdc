export { momentMs } from "./local-clock.ts";
export type { OffsetMinutesAt } from "./local-clock.ts";
export { inMaintenance, isFor, maintenanceWindow, openWindows } from "./maintenance.ts";
export type { MaintenanceDocument, MaintenanceScope, MaintenanceWindow } from "./maintenance.ts";
export { CATCH_UP_MS, FULL_EVERY_MS, REPEAT_AFTER_MS, Schedule } from "./schedule.ts";
export type { ScheduleCounts, ScheduledTarget, ScheduleSettings, Work } from "./schedule.ts";
export { placeOf, slotAt } from "./slots.ts";
