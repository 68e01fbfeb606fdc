import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { type Configuration, DEFAULTS } from "../../core/configuration/index.ts";
import { DEFAULT_WATCH_POLICY, type TenantId } from "../../core/fleet/index.ts";
import type { Addressing } from "../../io/api/index.ts";
import type { JudgeWorld, WatchSettings } from "../../io/monitor/index.ts";
import { resolveSecret } from "../../io/configuration/index.ts";
import type { RetentionLimits, Store } from "../../io/store/index.ts";
import type { HealthWeights } from "../../core/reliability/index.ts";
import type { ServerOptions } from "./server-options.ts";

const LOOPBACK_NAMES: readonly string[] = ["localhost", "127.0.0.1", "::1"];

/**
 * Names that the server answers to, as the configuration of the moment says; a browser that asks for another one was led
 * here (DNS rebinding).
 */
export function addressing(
  current: () => Configuration,
  { listen, tls }: Pick<ServerOptions, "listen" | "tls">,
): Addressing {
  return {
    get hosts() {
      return [...new Set([...LOOPBACK_NAMES, listen.host.toLowerCase(), ...(current().server?.allowHosts ?? [])])];
    },
    get publicOrigin() {
      const url = current().server?.publicUrl;
      return url === undefined ? undefined : new URL(url).origin;
    },
    isTls: tls !== undefined,
  };
}

export function watchSettings({ monitor = {} }: Configuration): WatchSettings {
  const { monitor: usual } = DEFAULTS;
  const turns = monitor.flapping;
  return {
    intervalMs: (monitor.intervalSeconds ?? usual.intervalSeconds) * 1000,
    stageTimeoutMs: (monitor.stageTimeoutSeconds ?? usual.stageTimeoutSeconds) * 1000,
    totalTimeoutMs: (monitor.totalTimeoutSeconds ?? usual.totalTimeoutSeconds) * 1000,
    maxRunning: monitor.maxRunning ?? usual.maxRunning,
    maxFullRunning: monitor.maxFullRunning ?? usual.maxFullRunning,
    startsPerSecond: monitor.startsPerSecond ?? usual.startsPerSecond,
    policy: {
      failuresToDown: monitor.failuresToDown ?? usual.failuresToDown,
      flapTurns: turns?.turns ?? DEFAULT_WATCH_POLICY.flapTurns,
      settledTurns: turns?.settledTurns ?? DEFAULT_WATCH_POLICY.settledTurns,
      flapWindowMs: (turns?.windowMinutes ?? DEFAULTS.flapping.windowMinutes) * 60_000,
    },
    forbidden: monitor.forbidden ?? [],
  };
}

export function deskSettings({ incidents = {} }: Configuration): ReturnType<JudgeWorld["desk"]> {
  return {
    closeAfterMs: (incidents.closeAfterSeconds ?? DEFAULTS.incidents.closeAfterSeconds) * 1000,
    reopenWithinMs: (incidents.reopenWithinMinutes ?? DEFAULTS.incidents.reopenWithinMinutes) * 60_000,
    widenFrom: incidents.widenFrom ?? DEFAULTS.incidents.widenFrom,
    widenShare: (incidents.widenPercent ?? DEFAULTS.incidents.widenPercent) / 100,
    widenWithinMs: (incidents.widenWithinSeconds ?? DEFAULTS.incidents.widenWithinSeconds) * 1000,
  };
}

export function healthWeights({ health }: Configuration): HealthWeights {
  return { ...DEFAULTS.health, ...health };
}

export function retention({ store }: Configuration): RetentionLimits {
  const { rawDays, minuteDays, hourDays, dayDays, transcriptMegabytes } = {
    ...DEFAULTS.retention,
    ...store?.retention,
  };
  return { rawDays, minuteDays, hourDays, dayDays, transcriptBytes: transcriptMegabytes * 1024 * 1024 };
}

/** Reads what references to secrets mean: in the environment, in files, in the store. */
export function secretReader(
  store: Store,
  { env, configurationFolder: folder }: Pick<ServerOptions, "env" | "configurationFolder">,
): (tenant: TenantId, reference: string) => ReturnType<typeof resolveSecret> {
  return async (tenant, reference) =>
    resolveSecret(reference, { env, folder, stored: (name) => store.safe.secret(tenant, name) });
}

/** A certificate and its key from files. Rejects with what the system, or OpenSSL, says. */
export async function readTls(
  certificate: string,
  key: string,
): Promise<{ readonly cert: Buffer; readonly key: Buffer }> {
  const [cert, secret] = await Promise.all([readFile(certificate), readFile(key)]);
  createSecureContext({ cert, key: secret });
  return { cert, key: secret };
}
