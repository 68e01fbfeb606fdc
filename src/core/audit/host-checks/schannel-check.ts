import type { Control } from "../../knowledge/index.ts";
import type { AuditedHost } from "../host/audited-host.ts";
import { type HostJudgement, notTested } from "../host/judged-control.ts";
import { numberOf } from "../host/operators.ts";

/* Of two entries in ascending order the later one counts. */
function defaultAt(control: Control, build: number): number | null {
  const fitting = control.defaultByBuild?.filter(({ fromBuild }) => build >= fromBuild) ?? [];
  return fitting.at(-1)?.value ?? null;
}

/**
 * A protocol version of Schannel, server side. `Enabled` 0 turns it off whatever `DisabledByDefault` says; `DisabledByDefault`
 * alone leaves it to a program that asks for it; without both the default of the Windows build counts. Any `Enabled` but 0
 * (0xffffffff is usual) turns it on.
 */
export function checkSchannel(control: Control, host: AuditedHost): HostJudgement {
  const { policyPath, valueName, also } = control;
  if (policyPath === undefined || valueName === undefined) return notTested("No key is known.", "没有已知的注册表项。");
  const enabled = host.registry.find(policyPath, valueName);
  const second = also === undefined ? undefined : host.registry.find(policyPath, also.valueName);
  if (enabled.kind === "value") {
    const value = numberOf(enabled.entry.value);
    if (value === undefined) return notTested("Enabled holds no number.", "Enabled 不是数字。");
    const isOff = value === 0;
    const found = {
      value,
      shown: isOff ? { en: "off (Enabled = 0)", zh: "已禁用（Enabled = 0）" } : ON,
      from: "local" as const,
      at: enabled.entry.at,
    };
    const isAlso = second?.kind === "value" && numberOf(second.entry.value) === also?.value;
    if (!isOff || also === undefined || isAlso) return { outcome: isOff ? "met" : "not-met", found };
    return {
      outcome: "met",
      found,
      reason: {
        en: `${also.valueName} = ${also.value} is asked for beside it; Enabled = 0 already turns it off.`,
        zh: `基准还要求 ${also.valueName} = ${also.value}；Enabled = 0 已足以禁用。`,
      },
    };
  }
  if (enabled.kind === "unknown") return notTested(`Not collected: ${policyPath}`, `未收集：${policyPath}`);
  if (second?.kind === "value" && numberOf(second.entry.value) === also?.value) {
    return {
      outcome: "not-met",
      found: {
        value: null,
        shown: { en: "off by default, but not forbidden", zh: "默认关闭，但未禁止" },
        from: "local",
        at: second.entry.at,
      },
      reason: {
        en: "DisabledByDefault alone leaves the version to any program that asks for it; Enabled = 0 is missing.",
        zh: "仅有 DisabledByDefault 时，程序仍可主动要求使用该版本；缺少 Enabled = 0。",
      },
    };
  }
  const { build } = host;
  const value = build === undefined ? null : defaultAt(control, build);
  if (build === undefined || value === null) {
    return notTested(
      build === undefined
        ? "No value is set, and the default depends on the Windows build, which was not collected."
        : `No value is set, and the default of build ${build} is not known for certain.`,
      build === undefined
        ? "未设置，缺省行为取决于 Windows 内部版本，而该版本未收集。"
        : `未设置，且内部版本 ${build} 的缺省行为无可靠来源。`,
    );
  }
  return {
    outcome: value === 0 ? "met" : "not-met",
    found: {
      value,
      shown:
        value === 0
          ? { en: "not set, off in this build", zh: "未设置，此版本默认关闭" }
          : { en: "not set, on in this build", zh: "未设置，此版本默认开启" },
      from: "default",
      at: enabled.at,
    },
    ...(control.defaultSource === undefined
      ? {}
      : { reason: { en: `After ${control.defaultSource}.`, zh: `来源：${control.defaultSource}。` } }),
  };
}

const ON = { en: "on", zh: "已启用" };
