import { type PolicyResult, type RegistryValue, sectionOf } from "../../inventory/index.ts";
import type { Control } from "../../knowledge/index.ts";
import type { AuditedHost } from "../host/audited-host.ts";
import { both, type FoundValue, type HostJudgement, notTested } from "../host/judged-control.ts";
import { meets, numberOf } from "../host/operators.ts";
import { valueOfSetting } from "../host/policy-names.ts";
import { comparableKey } from "../host/registry-view.ts";
import { shownValue } from "../host/wording.ts";

const POLICY_KEY = /\\policies\\/i;

/** The policy object that set a value: from the export itself, or from the results of group policy. */
function policyBehind(host: AuditedHost, entry: RegistryValue): string | undefined {
  if (entry.policy !== undefined) return entry.policy;
  const key = comparableKey(entry.key);
  const results: readonly PolicyResult[] = sectionOf(host.inventory, "policy-results") ?? [];
  const name = entry.name.toLowerCase();
  const exact = results.find(
    (result) => result.key !== undefined && result.valueName?.toLowerCase() === name && keyOfResult(result.key) === key,
  );
  if (exact !== undefined || !POLICY_KEY.test(key)) return exact?.policy;
  return results.find(({ setting }) => setting !== undefined && valueOfSetting(setting) === name)?.policy;
}

/* gpresult writes keys without the hive, or with its long name. */
function keyOfResult(key: string): string {
  const comparable = comparableKey(key);
  return comparable.startsWith("hklm\\") ? comparable : `hklm\\${comparable.replace(/^machine\\/, "")}`;
}

function foundOf(host: AuditedHost, control: Control, entry: RegistryValue): FoundValue {
  const isPolicy = POLICY_KEY.test(entry.key) || entry.policy !== undefined;
  const setBy = policyBehind(host, entry);
  const { value } = entry;
  return {
    value: typeof value === "number" || typeof value === "string" ? value : value.join(", "),
    shown: shownValue(control, value),
    from: isPolicy || setBy !== undefined ? "policy" : "local",
    ...(setBy === undefined ? {} : { setBy }),
    at: entry.at,
  };
}

function judgeEntry(host: AuditedHost, control: Control, entry: RegistryValue): HostJudgement {
  const found = foundOf(host, control, entry);
  if (control.operator === "report") return { outcome: "reported", found };
  const isOfType = control.valueType === undefined || entry.type === control.valueType;
  const isMet = isOfType ? meets(control.operator, control.required, numberOf(entry.value)) : undefined;
  if (isMet === undefined) {
    const wanted = control.valueType ?? "REG_DWORD";
    return {
      ...notTested(
        `The value has the type ${entry.type}; Windows expects ${wanted}, and what it makes of this one is not known.`,
        `该值的类型为 ${entry.type}，Windows 需要 ${wanted}；Windows 如何处理无从得知。`,
      ),
      found,
    };
  }
  return { outcome: isMet ? "met" : "not-met", found };
}

/* Win32_TSGeneralSetting: the effective value; PolicySource… is 1 where group policy set it. */
function effectiveOf(host: AuditedHost, control: Control): FoundValue | undefined {
  const property = control.wmi === undefined ? undefined : /\)\.(\w+)$/.exec(control.wmi)?.[1];
  const section = host.inventory.sections.listener;
  if (property === undefined || section?.outcome !== "collected") return undefined;
  const { settings } = section.value;
  const value = numberOf(Object.hasOwn(settings, property) ? settings[property] : undefined);
  if (value === undefined) return undefined;
  const source = numberOf(settings[`PolicySource${property}`]);
  return {
    value,
    shown: shownValue(control, value),
    from: source === 1 ? "policy" : "local",
    at: `${section.at} ${property}`,
  };
}

function defaultFor(control: Control): FoundValue["value"] | undefined {
  return control.defaultWhenAbsent ?? undefined;
}

function byDefault(control: Control, at: string): HostJudgement {
  if (control.operator === "ne") {
    return { outcome: "met", found: { value: null, shown: ABSENT, from: "default", at } };
  }
  const value = defaultFor(control);
  if (value === undefined) {
    return {
      ...notTested(
        `The value is absent, and what Windows does then is not known for certain (${control.defaultSource ?? "no source"}).`,
        `该值不存在，此时 Windows 的行为无可靠来源（${control.defaultSource ?? "无来源"}）。`,
      ),
      found: { value: null, shown: ABSENT, from: "default", at },
    };
  }
  const shown = shownValue(control, value);
  const found: FoundValue = {
    value,
    shown: { en: `absent, so ${shown.en}`, zh: `不存在，即 ${shown.zh}` },
    from: "default",
    at,
  };
  if (control.operator === "report") return { outcome: "reported", found };
  const isMet = meets(control.operator, control.required, numberOf(value));
  if (isMet === undefined) return notTested("The default cannot be judged.", "无法评判缺省值。");
  return {
    outcome: isMet ? "met" : "not-met",
    found,
    reason: {
      en: `Default of Windows after ${control.defaultSource ?? "no source"}.`,
      zh: `Windows 缺省值，来源：${control.defaultSource ?? "无"}。`,
    },
  };
}

const ABSENT = { en: "absent", zh: "不存在" };

/** A registry value: policy over the listener's own value over the default. */
export function checkRegistry(control: Control, host: AuditedHost): HostJudgement {
  const { policyPath, effectivePathWhenPolicyAbsent: localPath, valueName } = control;
  if (policyPath === undefined || valueName === undefined) return notTested("No key is known.", "没有已知的注册表项。");
  const policy = host.registry.find(policyPath, valueName);
  if (policy.kind === "value") {
    const judged = judgeEntry(host, control, policy.entry);
    const differing = policy.others.find(({ value }) => String(value) !== String(policy.entry.value));
    if (differing === undefined || judged.reason !== undefined) return judged;
    return {
      ...judged,
      reason: {
        en: `${differing.at} says ${String(differing.value)}; what stands in the registry counts.`,
        zh: `${differing.at} 中为 ${String(differing.value)}；以注册表中的实际值为准。`,
      },
    };
  }
  const effective = effectiveOf(host, control);
  if (effective !== undefined && control.operator !== "report") {
    const isMet = meets(control.operator, control.required, numberOf(effective.value));
    if (isMet !== undefined) return { outcome: isMet ? "met" : "not-met", found: effective };
  }
  if (policy.kind === "unknown") {
    return notTested(`Not collected: ${policyPath}, which decides first.`, `未收集优先生效的 ${policyPath}。`);
  }
  if (localPath === undefined) return byDefault(control, policy.at);
  const local = host.registry.find(localPath, valueName);
  if (local.kind === "value") return judgeEntry(host, control, local.entry);
  if (local.kind === "unknown") return notTested(`Not collected: ${localPath}`, `未收集：${localPath}`);
  return byDefault(control, local.at);
}

/** A registry value where the size of the log is in the channel's own state too. */
export function checkSecurityLogSize(control: Control, host: AuditedHost): HostJudgement {
  const judged = checkRegistry(control, host);
  if (judged.outcome === "met" || judged.outcome === "not-met") return judged;
  const section = host.inventory.sections.channels;
  if (section?.outcome !== "collected") return judged;
  const channel = section.value.find(({ name }) => name.toLowerCase() === "security");
  if (channel?.maxSizeBytes === undefined) return judged;
  const kibibytes = Math.floor(channel.maxSizeBytes / 1024);
  const isMet = meets(control.operator, control.required, kibibytes);
  if (isMet === undefined) return judged;
  return {
    outcome: isMet ? "met" : "not-met",
    found: { value: kibibytes, shown: both(`${kibibytes} KiB`), from: "state", at: `${section.at} Security` },
  };
}
