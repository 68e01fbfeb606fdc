import { fixedZone, type LocalZone } from "../../core/eventlog/index.ts";

/** The zone of this machine, with its summer time at the moment in question. */
const machineZone: LocalZone = (wallClockMs) => {
  const clock = new Date(wallClockMs);
  return new Date(
    clock.getUTCFullYear(),
    clock.getUTCMonth(),
    clock.getUTCDate(),
    clock.getUTCHours(),
    clock.getUTCMinutes(),
    clock.getUTCSeconds(),
    clock.getUTCMilliseconds(),
  ).getTime();
};

/** Times without an offset are read with the distance that was given, else in the zone of this machine. */
export function zoneFor(utcOffsetMinutes: number | undefined): LocalZone {
  return utcOffsetMinutes === undefined ? machineZone : fixedZone(utcOffsetMinutes);
}
