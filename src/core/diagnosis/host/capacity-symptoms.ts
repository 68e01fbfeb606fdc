import type { Because } from "../finding.ts";
import { type HostReader, RARE_MS } from "./host-reader.ts";
import { type HostSymptom, pooled, type PooledSetting } from "./pool.ts";

function drainSettings(reader: HostReader): readonly PooledSetting[] {
  const logons = reader.section("sessions")?.logons;
  const found: PooledSetting[] = [];
  if (logons !== undefined && logons !== "allowed") {
    const because: Because = {
      side: "for",
      fact: "setting.logons",
      value: { logons },
      at: reader.sectionAt("sessions"),
    };
    found.push({ cause: "drain-mode-or-logons-disabled", weight: 100, because });
  }
  const mode = reader.server("TSServerDrainMode");
  if (typeof mode?.value === "number" && mode.value > 0) {
    found.push({ cause: "drain-mode-or-logons-disabled", weight: 100, because: reader.citeRegistry("for", mode) });
  }
  return found;
}

const drained = pooled({
  group: "logons-turned-away",
  stage: "licensing",
  effect: "blocks",
  certainty: 0.95,
  endsWithLogon: true,
  signs: [
    { source: "RemoteConnectionManager 1070", causes: { "drain-mode-or-logons-disabled": 1 } },
    { source: "RemoteConnectionManager 1071", causes: { "drain-mode-or-logons-disabled": 1 } },
  ],
  settings: drainSettings,
});

function limitSettings(reader: HostReader): readonly PooledSetting[] {
  const limit = reader.policy("MaxInstanceCount");
  const sessions = reader.section("sessions")?.sessions;
  if (typeof limit?.value !== "number" || sessions === undefined) return [];
  const used = sessions.filter(({ user, state }) => user !== undefined && !/^listen/i.test(state)).length;
  if (used < limit.value) return [];
  const because: Because = {
    side: "for",
    fact: "setting.session-limit",
    value: { limit: limit.value, used },
    at: reader.sectionAt("sessions"),
  };
  return [{ cause: "max-connections-reached", weight: 100, because }];
}

const full = pooled({
  group: "session-limit",
  stage: "licensing",
  effect: "hinders",
  certainty: 0.8,
  signs: [
    { source: "RemoteConnectionManager 1151", causes: { "max-connections-reached": 1 } },
    { source: 'xrdp-sesman "session refused"', causes: { "max-connections-reached": 1 } },
  ],
  settings: limitSettings,
});

function licensingSettings(reader: HostReader): readonly PooledSetting[] {
  const state = reader.section("licensing");
  if (state === undefined || state.mode === "remote-administration" || state.role === false) return [];
  const at = reader.sectionAt("licensing");
  const { graceDaysLeft } = state;
  const hasServer = (state.licenseServers ?? []).length > 0;
  if (graceDaysLeft === undefined || graceDaysLeft > 0 || (hasServer && state.mode !== "not-configured")) return [];
  const because: Because = {
    side: "for",
    fact: "setting.grace",
    value: { graceDaysLeft, mode: state.mode ?? null, licenseServers: state.licenseServers ?? [] },
    at,
  };
  return [{ cause: "rds-grace-period-expired", weight: 150, because }];
}

/** Licensing speaks once a day or at a start: a fortnight counts as now. Administrators still get in with /admin. */
const licensing = pooled({
  group: "licensing",
  stage: "licensing",
  effect: "blocks",
  certainty: 0.9,
  windowMs: RARE_MS,
  endsWithLogon: true,
  signs: [
    { source: "RemoteConnectionManager 50280", causes: { "rds-grace-period-expired": 100 } },
    { source: "RemoteConnectionManager 1069", causes: { "rds-grace-period-expired": 100 } },
    { source: "RemoteConnectionManager 1128", causes: { "rds-grace-period-expired": 90 } },
    { source: "TermService 1088", causes: { "rds-grace-period-expired": 90 } },
    {
      source: "RemoteConnectionManager 50282",
      causes: { "rds-grace-period-expired": 25, "rds-license-server-unreachable": 25 },
    },
    {
      source: "RemoteConnectionManager 1130",
      causes: { "rds-grace-period-expired": 25, "rds-license-server-unreachable": 25 },
    },
    { source: "RemoteConnectionManager 1131", causes: { "rds-license-server-unreachable": 60 } },
    { source: "RemoteConnectionManager 50283", causes: { "rds-license-server-unreachable": 80 } },
    { source: "RemoteConnectionManager 50195", causes: { "rds-license-server-unreachable": 80 } },
    { source: "RemoteConnectionManager 50213", causes: { "rds-license-server-unreachable": 40 } },
    { source: "RemoteConnectionManager 20497", causes: { "rds-license-server-unreachable": 30 } },
    { source: "TermService 1010", causes: { "rds-license-server-unreachable": 80 } },
    { source: "RemoteConnectionManager 1011", causes: { "rds-cal-unavailable": 60 } },
    {
      source: "RemoteConnectionManager 1004",
      causes: { "rds-cal-unavailable": 50, "rds-license-material-corrupt": 20 },
    },
    { source: "RemoteConnectionManager 50180", causes: { "rds-cal-unavailable": 40 } },
    { source: "RemoteConnectionManager 50284", causes: { "rds-cal-unavailable": 60 } },
    { source: "TerminalServices-Licensing 21", causes: { "rds-cal-unavailable": 60 } },
    { source: "TerminalServices-Licensing 22", causes: { "rds-cal-unavailable": 40 } },
    { source: "RemoteConnectionManager 50285", causes: { "rds-license-material-corrupt": 100 } },
    { source: "RemoteConnectionManager 50216", causes: { "rds-license-material-corrupt": 60 } },
    { source: "RemoteConnectionManager 1003", causes: { "rds-license-material-corrupt": 60 } },
  ],
  settings: licensingSettings,
});

/** The end of the grace period is announced. */
const graceEnds = pooled({
  group: "grace-ends",
  stage: "licensing",
  effect: "hinders",
  certainty: 0.8,
  windowMs: RARE_MS,
  signs: ["50281", "1068", "1129"].map((id) => ({
    source: `RemoteConnectionManager ${id}`,
    causes: { "rds-grace-period-expired": 1 },
  })),
});

const LEAST_AVAILABLE_SHARE = 0.05;
const MOST_COMMITTED_SHARE = 0.95;
/** A healthy TermService holds some hundreds; support articles speak of leaks above ten thousand. */
const MANY_HANDLES = 10_000;

function memorySettings(reader: HostReader): readonly PooledSetting[] {
  const memory = reader.section("memory");
  const found: PooledSetting[] = [];
  const { totalBytes = 0, availableBytes, committedBytes, commitLimitBytes = 0 } = memory ?? {};
  const isLow = availableBytes !== undefined && totalBytes > 0 && availableBytes / totalBytes < LEAST_AVAILABLE_SHARE;
  const isFull =
    committedBytes !== undefined && commitLimitBytes > 0 && committedBytes / commitLimitBytes > MOST_COMMITTED_SHARE;
  if (isLow || isFull) {
    const because: Because = { side: "for", fact: "setting.memory", value: memory, at: reader.sectionAt("memory") };
    found.push({ cause: "memory-or-session-leak", weight: 80, because });
  }
  const service = reader.section("services")?.find(({ name }) => name.toLowerCase() === "termservice");
  if ((service?.handles ?? 0) > MANY_HANDLES) {
    const because: Because = { side: "for", fact: "setting.handles", value: service, at: reader.sectionAt("services") };
    found.push({ cause: "memory-or-session-leak", weight: 60, because });
  }
  return found;
}

const memory = pooled({
  group: "resources",
  stage: "x224",
  effect: "hinders",
  certainty: 0.8,
  signs: [
    { source: "Resource-Exhaustion-Detector 2004", causes: { "memory-or-session-leak": 90 } },
    { source: "Srv 2019", causes: { "memory-or-session-leak": 90 } },
    { source: "Srv 2020", causes: { "memory-or-session-leak": 90 } },
    ...[44, 45, 50, 51, 52, 53, 37].map((id) => ({
      source: `LocalSessionManager ${id}`,
      causes: { "memory-or-session-leak": 40 },
    })),
    { source: "LocalSessionManager 43", causes: { "memory-or-session-leak": 30, "wddm-driver-issue": 20 } },
    { source: "RemoteConnectionManager 20498", causes: { "memory-or-session-leak": 30, "nla-dc-unreachable": 20 } },
    { source: "RemoteConnectionManager 20502", causes: { "memory-or-session-leak": 40 } },
  ],
  settings: memorySettings,
});

/** Limits, licences and resources. */
export const CAPACITY_SYMPTOMS: readonly HostSymptom[] = [drained, licensing, graceEnds, full, memory];
