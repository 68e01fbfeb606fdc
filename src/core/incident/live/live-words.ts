import { type Because, describeBecause } from "../../diagnosis/index.ts";
import { LOCAL_VANTAGE, type Scope, type ScopeKind, type TargetId } from "../../fleet/index.ts";
import { type Cause, type CauseId, type CauseVariant, causes, isCauseId } from "../../knowledge/index.ts";
import { type Localized, printable } from "../../texts/index.ts";
import type { IncidentRecord, Severity } from "./incident-record.ts";

const TOLD_LIMIT = 500;

/** Names of hosts by their number, for those that are known. */
export type HostNames = ReadonlyMap<TargetId, string>;

export function both(en: string, zh: string): Localized {
  return { en, zh };
}

export const SEVERITY_WORDS: Readonly<Record<Severity, Localized>> = {
  critical: both("critical", "严重"),
  major: both("major", "重要"),
  minor: both("minor", "次要"),
};

export const STATE_WORDS: Readonly<Record<IncidentRecord["state"], Localized>> = {
  open: both("open", "未处理"),
  acknowledged: both("acknowledged", "已确认"),
  closed: both("closed", "已关闭"),
};

const SCOPE_KINDS: readonly ScopeKind[] = ["target", "site", "gateway", "balancer", "pool", "vantage", "fleet"];
const SCOPE_WORDS: Readonly<Record<ScopeKind, Localized>> = {
  target: both("host", "主机"),
  site: both("site", "站点"),
  gateway: both("gateway", "网关"),
  balancer: both("load balancer", "负载均衡"),
  pool: both("pool", "主机池"),
  vantage: both("vantage", "观测点"),
  fleet: both("the whole fleet", "整个机群"),
};

/** "gateway gw1", "host rdp01", escaped. */
export function scopeText({ scope }: Pick<IncidentRecord, "scope">, names: HostNames): Localized {
  const word = SCOPE_WORDS[scope.kind];
  if (scope.kind === "fleet") return word;
  const name = scope.kind === "target" ? hostText(Number(scope.key), names) : printable(scope.key);
  return both(`${word.en} ${name}`, `${word.zh} ${name}`);
}

/** A scope as plain JSON has it; null for what is none. */
export function scopeOf(value: unknown): Scope | null {
  if (typeof value !== "object" || value === null || !("kind" in value) || !("key" in value)) return null;
  const { kind, key } = value;
  const known = SCOPE_KINDS.find((each) => each === kind);
  return known === undefined || typeof key !== "string" ? null : { kind: known, key };
}

/** The name of a host, escaped; its number where the name is gone. */
export function hostText(target: TargetId, names: HostNames): string {
  return printable(names.get(target) ?? `#${target}`);
}

/** What the catalogue says of the incident's cause, in the form that was recognised. */
export function causeOf({ cause, variant }: Pick<IncidentRecord, "cause" | "variant">): Omit<Cause, "variants"> {
  const { variants, ...own } = causes[cause];
  const form: CauseVariant | undefined = variant === undefined ? undefined : variants?.[variant];
  return { ...own, ...form };
}

export function causeTitleOf(id: unknown): Localized {
  const known: CauseId | undefined = typeof id === "string" && isCauseId(id) ? id : undefined;
  if (known !== undefined) return causes[known].title;
  const shown = typeof id === "string" ? printable(id) : "?";
  return both(shown, shown);
}

const VERDICTS: Readonly<Record<string, Localized>> = {
  healthy: both("lets clients in", "可以连接"),
  degraded: both("lets clients in, with something that hinders", "可以连接，但有影响"),
  failing: both("answers and lets nobody in", "有应答但无法连接"),
  unreachable: both("is out of reach", "不可达"),
};

/** A sentence for a piece of evidence, also for what only a watched fleet shows. */
export function evidenceText(because: Because): Localized {
  const [, vantage, what] = /^vantage\.(?:(\d+)\.)?(verdict|reach)$/.exec(because.fact) ?? [];
  if (what === "reach") {
    const counts = /^(\d+) of (\d+) /.exec(String(because.value));
    return both(
      `${counts?.[1] ?? "?"} of ${counts?.[2] ?? "?"} hosts went out of reach at once: look at the network of the machine that checks first`,
      `${counts?.[2] ?? "?"} 台主机中有 ${counts?.[1] ?? "?"} 台同时不可达：请先检查监测机自身的网络`,
    );
  }
  const told = because.fact.startsWith("told.") ? toldText(because.value) : undefined;
  if (told !== undefined) return told;
  const verdict = what === undefined ? undefined : VERDICTS[String(because.value)];
  if (verdict !== undefined) {
    const isLocal = Number(vantage) === LOCAL_VANTAGE;
    return isLocal
      ? both(`seen from here it ${verdict.en}`, `从本机看：${verdict.zh}`)
      : both(`seen from vantage ${vantage} it ${verdict.en}`, `从观测点 ${vantage} 看：${verdict.zh}`);
  }
  return both(describeBecause(because, "en"), describeBecause(because, "zh"));
}

/** A sentence about what logs told; names in it come from strangers. */
function toldText(value: unknown): Localized | undefined {
  if (typeof value !== "object" || value === null || !("en" in value) || !("zh" in value)) return undefined;
  return both(printable(String(value.en), TOLD_LIMIT), printable(String(value.zh), TOLD_LIMIT));
}

/** "1 h 5 min", "40 s". */
export function lengthText(ms: number): Localized {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return both(`${seconds} s`, `${seconds} 秒`);
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return both(`${minutes} min`, `${minutes} 分钟`);
  const hours = Math.floor(minutes / 60);
  return both(`${hours} h ${minutes % 60} min`, `${hours} 小时 ${minutes % 60} 分钟`);
}
