import { addressRange, isAddressOrNetwork } from "../discovery/index.ts";
import { dependencyCycle, ringText } from "../fleet/index.ts";
import { HOST_PATTERN, hostAndPort } from "../plan/index.ts";
import { momentMs } from "../schedule/index.ts";
import { nearest, printable } from "../texts/index.ts";
import type { Configuration, MaintenanceSettings } from "./configuration.ts";
import { declaredTargets, targetName, targetOfEntry } from "./declared-targets.ts";
import { DEFAULTS } from "./defaults.ts";
import type { Path, Problem } from "./problem.ts";

type Report = (problem: Problem) => void;

/** Words that no schema can hold. */
interface Known {
  readonly isZone: (zone: string) => boolean;
  readonly channelNames?: ReadonlySet<string>;
}

/** What a schema cannot say of a configuration whose shape is right. */
export function crossCheck(configuration: Configuration, known: Known, report: Report): void {
  checkServer(configuration, report);
  checkNetworks(configuration, report);
  checkNames(configuration, report);
  checkTargets(configuration, report);
  checkDependencies(configuration, report);
  checkChannelNames(configuration, known.channelNames ?? new Set(), report);
  checkZones(configuration, known.isZone, report);
  for (const [at, window] of (configuration.maintenance ?? []).entries()) {
    checkWindow(window, ["maintenance", at], report);
  }
  checkDiscovery(configuration, report);
  checkWeights(configuration, report);
}

/** Weights are shares of their sum: where all are 0 there is none. */
function checkWeights({ health }: Configuration, report: Report): void {
  if (health === undefined || Object.values({ ...DEFAULTS.health, ...health }).some((weight) => weight > 0)) return;
  report({
    path: ["health"],
    kind: "not-allowed",
    message: { en: "at least one weight must be above 0", zh: "至少要有一个权重大于 0" },
  });
}

function checkServer({ server }: Configuration, report: Report): void {
  const listen = server?.listen;
  if (listen === undefined || (/:\d+$/.test(listen) && hostAndPort(listen, 1) !== undefined)) return;
  report({
    path: ["server", "listen"],
    kind: "not-allowed",
    message: { en: "must be ADDRESS:PORT, such as 127.0.0.1:8480", zh: "应为 地址:端口，例如 127.0.0.1:8480" },
  });
}

function checkNetworks({ monitor, outbound, discovery = [] }: Configuration, report: Report): void {
  const lists: readonly (readonly [Path, readonly string[] | undefined])[] = [
    [["monitor", "forbidden"], monitor?.forbidden],
    [["outbound", "allow"], outbound?.allow],
    [["outbound", "deny"], outbound?.deny],
    ...discovery.map(({ forbidden }, at) => [["discovery", at, "forbidden"], forbidden] as const),
  ];
  for (const [path, networks] of lists) {
    for (const [at, network] of (networks ?? []).entries()) {
      if (isAddressOrNetwork(network)) continue;
      report({
        path: [...path, at],
        kind: "not-allowed",
        message: {
          en: "is no address and no network such as 10.0.0.0/8 or fd00::/8",
          zh: "不是地址，也不是 10.0.0.0/8 或 fd00::/8 这样的网段",
        },
      });
    }
  }
}

/** Things that others refer to by name have it alone. */
function checkNames(configuration: Configuration, report: Report): void {
  for (const section of ["vantages", "channels", "rules", "maintenance", "slo", "reports", "discovery"] as const) {
    const names = (configuration[section] ?? []).map(({ name }) => name);
    reportTwins(names, (at) => [section, at, "name"], report);
  }
}

function reportTwins(names: readonly string[], pathOf: (at: number) => Path, report: Report): void {
  const first = new Map<string, number>();
  for (const [at, name] of names.entries()) {
    const before = first.get(name);
    if (before === undefined) first.set(name, at);
    else {
      const shown = printable(name, 60);
      report({
        path: pathOf(at),
        kind: "duplicate",
        message: {
          en: `${shown}: entry ${before + 1} of this list has the same name`,
          zh: `${shown}：与此列表第 ${before + 1} 项重名`,
        },
      });
    }
  }
}

const isHost = new RegExp(HOST_PATTERN, "u");

function checkTargets({ targets = [], monitor }: Configuration, report: Report): void {
  const long = targets.map(targetOfEntry);
  const names = long.map((target, at) => (target === undefined ? `\u0000${at}` : targetName(target)));
  reportTwins(names, (at) => ["targets", at], report);
  const known = new Set(names);
  for (const [at, target] of long.entries()) {
    // The long form is held against its schema; the short one is a line that can be anything.
    if (target === undefined || !isHost.test(target.host)) {
      report({
        path: ["targets", at],
        kind: "not-allowed",
        message: {
          en: "must be HOST, HOST:PORT with a port of 1 to 65535, or [IPV6]:PORT",
          zh: "必须写成 HOST、HOST:PORT（端口 1 至 65535）或 [IPV6]:PORT",
        },
      });
    }
    for (const [place, name] of (target?.dependsOn ?? []).entries()) {
      if (!known.has(name)) report(unknownName(["targets", at, "dependsOn", place], name, known, "target"));
    }
  }
  const { stageTimeoutSeconds = DEFAULTS.monitor.stageTimeoutSeconds } = monitor ?? {};
  const { totalTimeoutSeconds = DEFAULTS.monitor.totalTimeoutSeconds } = monitor ?? {};
  if (stageTimeoutSeconds <= totalTimeoutSeconds) return;
  report({
    path: ["monitor", "stageTimeoutSeconds"],
    kind: "out-of-range",
    message: {
      en: `is longer than the whole check may take (totalTimeoutSeconds: ${totalTimeoutSeconds})`,
      zh: `超过了整次检查的上限（totalTimeoutSeconds：${totalTimeoutSeconds}）`,
    },
  });
}

/** Gateways and balancers count as well, and those that the groups of a target give it. */
function checkDependencies(configuration: Configuration, report: Report): void {
  const declared = declaredTargets(configuration).map((settings) => ({
    tenant: 1,
    name: targetName(settings),
    settings,
  }));
  const cycle = dependencyCycle(declared);
  if (cycle === null) return;
  const entries = (configuration.targets ?? []).map(targetOfEntry);
  const at = entries.findIndex((target) => target !== undefined && targetName(target) === cycle[0]);
  const ring = printable(ringText(cycle), 300);
  report({
    path: entries[at]?.dependsOn === undefined ? ["targets", at] : ["targets", at, "dependsOn"],
    kind: "not-allowed",
    message: {
      en: `targets depend on each other in a ring: ${ring}; take one of these dependencies away`,
      zh: `目标之间循环依赖：${ring}；请去掉其中一个依赖`,
    },
  });
}

/** A channel or target of that name may have been declared through the API; so it is a warning. */
function unknownName(path: Path, name: string, known: ReadonlySet<string>, what: "channel" | "target"): Problem {
  const match = nearest(name.slice(0, 64), known);
  const shown = printable(name, 60);
  const zhWhat = what === "channel" ? "渠道" : "目标";
  const hint = match === undefined ? { en: "", zh: "" } : { en: `; did you mean ${match}?`, zh: `；是否指 ${match}？` };
  return {
    path,
    kind: "unknown-name",
    isWarning: true,
    ...(match === undefined ? {} : { nearest: match }),
    message: {
      en: `there is no ${what} called ${shown}${hint.en}`,
      zh: `没有名为 ${shown} 的${zhWhat}${hint.zh}`,
    },
  };
}

function checkChannelNames(
  { channels = [], rules = [], reports = [] }: Configuration,
  elsewhere: ReadonlySet<string>,
  report: Report,
): void {
  const known = new Set([...channels.map(({ name }) => name), ...elsewhere]);
  const check = (names: readonly string[], path: Path): void => {
    for (const [at, name] of names.entries()) {
      if (name !== "*" && !known.has(name)) report(unknownName([...path, at], name, known, "channel"));
    }
  };
  for (const [at, rule] of rules.entries()) {
    check(rule.channels, ["rules", at, "channels"]);
    for (const [step, escalation] of (rule.escalation ?? []).entries()) {
      check(escalation.channels, ["rules", at, "escalation", step, "channels"]);
    }
  }
  for (const [at, each] of reports.entries()) check(each.channels, ["reports", at, "channels"]);
}

function checkZones(
  { rules = [], reports = [], maintenance = [] }: Configuration,
  isZone: (zone: string) => boolean,
  report: Report,
): void {
  const zones: readonly (readonly [Path, string | undefined])[] = [
    ...rules.flatMap(({ daily, quiet }, at) => [
      [["rules", at, "daily", "zone"], daily?.zone] as const,
      [["rules", at, "quiet", "zone"], quiet?.zone] as const,
    ]),
    ...reports.map(({ zone }, at) => [["reports", at, "zone"], zone] as const),
    ...maintenance.map(({ weekly }, at) => [["maintenance", at, "weekly", "zone"], weekly?.zone] as const),
  ];
  for (const [path, zone] of zones) {
    if (zone === undefined || isZone(zone)) continue;
    report({
      path,
      kind: "not-allowed",
      message: {
        en: "is no time zone that this machine knows; write one such as Europe/Berlin or UTC",
        zh: "不是本机已知的时区；请写成 Asia/Shanghai 或 UTC 这样的名称",
      },
    });
  }
}

function checkWindow({ once, weekly }: MaintenanceSettings, path: Path, report: Report): void {
  if ((once === undefined) === (weekly === undefined)) {
    report({
      path,
      kind: "missing",
      message: { en: "needs either once or weekly", zh: "需要 once 或 weekly 其中之一" },
    });
  }
  if (once === undefined) return;
  const from = momentMs(once.from);
  const until = momentMs(once.until);
  for (const [moment, field] of [
    [from, "from"],
    [until, "until"],
  ] as const) {
    if (moment !== null) continue;
    report({
      path: [...path, "once", field],
      kind: "not-allowed",
      message: { en: "there is no such moment", zh: "不存在这样的时刻" },
    });
  }
  if (from === null || until === null || from < until) return;
  report({
    path: [...path, "once", "until"],
    kind: "out-of-range",
    message: { en: "is not after from", zh: "不晚于 from" },
  });
}

function checkDiscovery({ discovery = [] }: Configuration, report: Report): void {
  for (const [at, entry] of discovery.entries()) {
    const { hosts = [], ranges = [], files = [], srv = [] } = entry;
    if (hosts.length + ranges.length + files.length + srv.length === 0) {
      report({
        path: ["discovery", at],
        kind: "missing",
        message: { en: "needs hosts, ranges, files or srv", zh: "需要 hosts、ranges、files 或 srv" },
      });
    }
    const most = entry.maxAddresses ?? DEFAULTS.discovery.maxAddresses;
    let count = 0n;
    for (const [place, text] of ranges.entries()) {
      const range = addressRange(text);
      if (range === undefined || range === "bad") {
        report({
          path: ["discovery", at, "ranges", place],
          kind: "not-allowed",
          message: {
            en: "is no range such as 192.0.2.0/24 or 192.0.2.10-20",
            zh: "不是 192.0.2.0/24 或 192.0.2.10-20 这样的地址范围",
          },
        });
      } else count += range.count;
    }
    if (count <= BigInt(most)) continue;
    report({
      path: ["discovery", at, "ranges"],
      kind: "out-of-range",
      message: {
        en: `${count} addresses are more than maxAddresses (${most})`,
        zh: `共 ${count} 个地址，超过 maxAddresses（${most}）`,
      },
    });
  }
}
