import type { EventChannel } from "../../inventory/index.ts";
import type { Control, ControlRequirement } from "../../knowledge/index.ts";
import type { AuditedHost } from "../host/audited-host.ts";
import { type HostJudgement, notTested } from "../host/judged-control.ts";
import { numberOf } from "../host/operators.ts";
import { failed } from "./security-policy-check.ts";

const CHANNEL_KEYS = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WINEVT\\Channels";
const MEBIBYTE = 1_048_576;

interface ChannelState {
  readonly enabled: boolean;
  readonly maxSizeBytes?: number | undefined;
  readonly at: string;
}

function stateOf(host: AuditedHost, name: string): ChannelState | undefined {
  const section = host.inventory.sections.channels;
  if (section?.outcome === "collected") {
    const channel: EventChannel | undefined = section.value.find(
      (candidate) => candidate.name.toLowerCase() === name.toLowerCase(),
    );
    if (channel !== undefined) {
      return { enabled: channel.enabled, maxSizeBytes: channel.maxSizeBytes, at: `${section.at} ${channel.name}` };
    }
  }
  const enabled = host.registry.find(`${CHANNEL_KEYS}\\${name}`, "Enabled");
  const size = host.registry.find(`${CHANNEL_KEYS}\\${name}`, "MaxSize");
  if (enabled.kind !== "value") return undefined;
  return {
    enabled: numberOf(enabled.entry.value) === 1,
    maxSizeBytes: size.kind === "value" ? numberOf(size.entry.value) : undefined,
    at: enabled.entry.at,
  };
}

function sizeWanted(required: ControlRequirement): number | undefined {
  return typeof required === "object" && required !== null && "maxSizeBytesMin" in required
    ? required.maxSizeBytesMin
    : undefined;
}

/** An event channel: enabled, and large enough that an attack does not wash its own traces away. */
export function checkChannel(control: Control, host: AuditedHost): HostJudgement {
  const { channels } = host.inventory.sections;
  const { channel = "" } = control;
  const state = stateOf(host, channel);
  if (state === undefined) {
    if (channels?.outcome === "failed") return failed(channels.reason);
    return notTested(`The state of the channel was not collected.`, "未收集该通道的状态。");
  }
  const wanted = sizeWanted(control.required);
  const { enabled, maxSizeBytes, at } = state;
  const size = maxSizeBytes === undefined ? undefined : Math.round((maxSizeBytes / MEBIBYTE) * 10) / 10;
  const found = {
    value: enabled ? (maxSizeBytes ?? null) : false,
    shown: {
      en: `${enabled ? "enabled" : "disabled"}${size === undefined ? "" : `, ${size} MiB`}`,
      zh: `${enabled ? "已启用" : "已禁用"}${size === undefined ? "" : `，${size} MiB`}`,
    },
    from: "state" as const,
    at,
  };
  if (!enabled) return { outcome: "not-met", found };
  if (maxSizeBytes === undefined || wanted === undefined) {
    return { ...notTested("The size of the channel was not collected.", "未收集该通道的大小。"), found };
  }
  return { outcome: maxSizeBytes >= wanted ? "met" : "not-met", found };
}
