import type { Control } from "../../knowledge/index.ts";
import type { AuditedHost } from "./audited-host.ts";
import { type HostJudgement, notApplicable } from "./judged-control.ts";

/** Why a control makes no sense for this host, by platform, version and role; undefined when it does. */
export function whyNotApplicable(control: Control, host: AuditedHost): HostJudgement | undefined {
  if (host.inventory.platform === "linux") {
    return notApplicable("A setting of Windows; this host runs xrdp.", "这是 Windows 的设置；此主机运行 xrdp。");
  }
  const { build } = host;
  if (build !== undefined && control.minBuild !== undefined && build < control.minBuild) {
    return notApplicable(
      `Begins with build ${control.minBuild}; this host has build ${build}.`,
      `从内部版本 ${control.minBuild} 起适用；此主机为 ${build}。`,
    );
  }
  if (build !== undefined && control.maxBuild !== undefined && build > control.maxBuild) {
    return notApplicable(
      `Windows no longer has it after build ${control.maxBuild}; this host has build ${build}.`,
      `内部版本 ${control.maxBuild} 之后的 Windows 已不含此功能；此主机为 ${build}。`,
    );
  }
  if (control.scope === "workstation" && host.role !== "workstation") {
    return notApplicable(
      "Asked of workstations only; a server that offers Remote Desktop has it on.",
      "只对工作站提出要求；提供远程桌面的服务器需要开启。",
    );
  }
  if (control.scope === "client" && host.isServerCore) {
    return notApplicable(
      "Concerns the Remote Desktop client, which Server Core does not have.",
      "涉及远程桌面客户端，Server Core 没有该客户端。",
    );
  }
  return undefined;
}
