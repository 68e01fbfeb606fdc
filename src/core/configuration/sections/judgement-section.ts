import type { HealthSettings, MaintenanceSettings, ObjectiveSettings } from "../configuration.ts";
import { DEFAULTS } from "../defaults.ts";
import { clock, closed, key, line, listOf, name, number, whole, type JsonSchema } from "../schema-parts.ts";
import { zone } from "./alert-section.ts";
import { GROUP_MEMBERS, members } from "./target-section.ts";

const { objective, health } = DEFAULTS;
/** A moment with its offset, so that nobody has to guess whose clock is meant. */
const moment: JsonSchema = {
  type: "string",
  pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2})?(Z|[+-]\\d{2}:\\d{2})$",
};

export const maintenanceSettings: JsonSchema = closed<MaintenanceSettings>(
  {
    name: key("Unique.", name),
    note: key("For people.", line(500)),
    members: key("What it is for; everything when absent.", members),
    once: key(
      "One window.",
      closed<NonNullable<MaintenanceSettings["once"]>>(
        { from: key("Such as 2026-12-24T22:00+01:00.", moment), until: key("Such as 2026-12-25T02:00+01:00.", moment) },
        ["from", "until"],
      ),
    ),
    weekly: key(
      "A window every week.",
      closed<NonNullable<MaintenanceSettings["weekly"]>>(
        {
          days: key("Days on which it begins, 1 Monday to 7 Sunday.", listOf(whole(1, 7), 7, 1)),
          from: key("Time of day, 22:00.", clock),
          minutes: key("How long it lasts.", whole(1, 10_080)),
          zone: key("Time zone, Europe/Berlin.", zone, "UTC"),
        },
        ["days", "from", "minutes"],
      ),
    ),
  },
  ["name"],
);

export const objectiveSettings: JsonSchema = closed<ObjectiveSettings>(
  {
    name: key("Unique.", name),
    members: key("Groups that it is for; the whole fleet when absent.", closed<typeof GROUP_MEMBERS>(GROUP_MEMBERS)),
    windowDays: key("Days that the error budget is for.", whole(1, 366), objective.windowDays),
    setupSuccessPercent: key(
      "Share of checks in which a client gets in.",
      number(50, 100),
      objective.setupSuccessPercent,
    ),
    meanConnectSeconds: key("Mean time to connect.", number(0.01, 120), objective.meanConnectSeconds),
    p95ConnectSeconds: key("Time to connect that 95 % keep.", number(0.01, 120), objective.p95ConnectSeconds),
    cpuPeakPercent: key(
      "CPU at its peak, where the host's metrics are known.",
      number(1, 100),
      objective.cpuPeakPercent,
    ),
    certificateNoticeDays: key(
      "Days before the end of a certificate at which it is told.",
      listOf(whole(0, 365), 20),
      objective.certificateNoticeDays,
    ),
  },
  ["name"],
);

const weight = number(0, 1000);
export const healthSection: JsonSchema = closed<HealthSettings>({
  network: key("Weight of network.", weight, health.network),
  system: key("Weight of system.", weight, health.system),
  security: key("Weight of security.", weight, health.security),
  hardware: key("Weight of hardware.", weight, health.hardware),
  responsiveness: key("Weight of responsiveness.", weight, health.responsiveness),
});
