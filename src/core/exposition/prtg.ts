import type { MetricsSnapshot } from "./metrics-snapshot.ts";

interface PrtgChannel {
  readonly channel: string;
  readonly value: number;
  readonly unit: "Count" | "Percent" | "Custom";
  readonly customunit?: string;
  readonly float: 0 | 1;
  readonly limitmaxerror?: number;
  readonly limitmode?: 0 | 1;
}

export interface PrtgAnswer {
  readonly prtg: { readonly result: readonly PrtgChannel[]; readonly text: string };
}

/** What PRTG's "HTTP Data Advanced" sensor reads (its JSON return format for custom sensors). */
export function prtgJson({ hosts, incidents, monitor, groups }: MetricsSnapshot): PrtgAnswer {
  const count = (...statuses: readonly string[]): number =>
    hosts.filter(({ state }) => statuses.includes(state?.status ?? "unknown")).length;
  const down = count("down");
  const fleet = groups.find(({ group }) => group === "fleet");
  const p95 = fleet?.total.quantile(0.95) ?? null;
  const critical = incidents.filter(({ severity }) => severity === "critical");
  return {
    prtg: {
      result: [
        { ...plain("Hosts down", down), limitmaxerror: 0, limitmode: 1 },
        plain("Hosts up", count("up", "degraded")),
        plain("Hosts degraded", count("degraded")),
        plain("Hosts not known", count("unknown")),
        plain(
          "Incidents open",
          incidents.reduce((sum, each) => sum + each.count, 0),
        ),
        {
          ...plain(
            "Incidents critical",
            critical.reduce((sum, each) => sum + each.count, 0),
          ),
          limitmaxerror: 0,
          limitmode: 1,
        },
        ...(fleet === undefined || fleet.checks === 0
          ? []
          : [
              {
                channel: "Set-up success",
                value: (100 * fleet.successes) / fleet.checks,
                unit: "Percent",
                float: 1,
              } as const,
            ]),
        ...(p95 === null
          ? []
          : [{ channel: "Set-up time p95", value: p95 / 1000, unit: "Custom", customunit: "ms", float: 1 } as const]),
        plain("Results waiting for the store", monitor.buffered),
      ],
      text: down === 0 ? "All hosts let clients in" : `${down} of ${hosts.length} hosts let nobody in`,
    },
  };
}

function plain(channel: string, value: number): PrtgChannel {
  return { channel, value, unit: "Count", float: 0 };
}
