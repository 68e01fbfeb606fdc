import { type HostInventory, sectionOf } from "../../inventory/index.ts";
import { findControl } from "../../knowledge/index.ts";
import type { Localized } from "../../texts/index.ts";
import type { HostAudit } from "../host/audit-host.ts";
import { auditedHost, type AuditedHost, type HostAuditOptions } from "../host/audited-host.ts";
import type { JudgedControl } from "../host/judged-control.ts";
import { XRDP_CONTROLS } from "../xrdp/audit-xrdp.ts";
import { iniValue } from "../xrdp/xrdp-access.ts";
import { changesFor } from "./changes.ts";
import { commandsFor } from "./commands.ts";
import type { Change, Correction, CorrectionRisk } from "./correction.ts";
import { riskOf } from "./risks.ts";

const MANUAL: Readonly<Record<string, Localized>> = {
  "RDP-CERT": {
    en: 'Enrol a certificate of the site\'s own CA with the purpose Server Authentication (or Remote Desktop Authentication) and the names that users connect by, and assign it by the policy "Server authentication certificate template".',
    zh: "从站点自己的 CA 申请具有“服务器身份验证”（或“远程桌面身份验证”）用途并含用户连接所用名称的证书，并通过策略“服务器身份验证证书模板”分配。",
  },
  "RDP-OFF-WKS": {
    en: "Switch Remote Desktop off where nobody needs it; this one line would end the way you came in.",
    zh: "在无人需要的地方关闭远程桌面；若自动执行会切断您正在使用的连接。",
  },
  "XRDP-CERT": {
    en: "Give xrdp a certificate of the site's CA: certificate= and key_file= in xrdp.ini; the key must be readable for the user that xrdp runs as.",
    zh: "为 xrdp 配置站点 CA 颁发的证书：xrdp.ini 中的 certificate= 和 key_file=；运行 xrdp 的用户必须能读取私钥。",
  },
};

const BY_HAND: Localized = {
  en: "What is there now cannot be taken over by a script; change it by hand.",
  zh: "现有内容无法由脚本安全接管，请手动修改。",
};

const RISK_ORDER: readonly CorrectionRisk["level"][] = ["low", "medium", "high"];
const SEVERITY_ORDER: readonly string[] = ["high", "medium", "low", "info"];

function ofWindows(judged: JudgedControl, host: AuditedHost): Correction | undefined {
  const control = findControl(judged.id);
  if (control === undefined) return undefined;
  const { found } = judged;
  const setBy = found?.from === "policy" ? found.setBy : undefined;
  return withCommands(judged, riskOf(judged.id, judged.category), changesFor(control, host), setBy);
}

function ofXrdp(judged: JudgedControl, inventory: HostInventory): Correction | undefined {
  const control = XRDP_CONTROLS.find(({ id }) => id === judged.id);
  if (control === undefined) return undefined;
  const { file, section, key, corrected } = control;
  const sections = sectionOf(inventory, file === "xrdp.ini" ? "xrdp-ini" : "sesman-ini") ?? {};
  const before = iniValue(sections, section, key);
  const changes: readonly Change[] =
    corrected === undefined
      ? []
      : [{ kind: "ini", file, section, key, value: corrected, ...(before === undefined ? {} : { before }) }];
  const risk: CorrectionRisk =
    control.risk === undefined ? riskOf(judged.id, "") : { level: "medium", text: control.risk };
  return withCommands(judged, risk, changes, undefined);
}

function withCommands(
  { id, severity, title }: JudgedControl,
  risk: CorrectionRisk,
  changes: readonly Change[],
  changeInPolicy: string | undefined,
): Correction {
  const commands = commandsFor(changes);
  const manual = (Object.hasOwn(MANUAL, id) ? MANUAL[id] : undefined) ?? (commands === undefined ? BY_HAND : undefined);
  return {
    controlId: id,
    severity,
    title,
    risk,
    changes,
    ...(commands === undefined ? {} : { commands }),
    ...(manual === undefined ? {} : { manual }),
    ...(changeInPolicy === undefined ? {} : { changeInPolicy }),
  };
}

/**
 * The corrected value of every control that is not met: what changes, the commands with backup and rollback, what it risks.
 * In the order in which they are best made: what disturbs nobody first, of equal risk the gravest first. Nothing is applied.
 */
export function correctionsFor(
  audit: HostAudit,
  inventory: HostInventory,
  options: HostAuditOptions,
): readonly Correction[] {
  const host = auditedHost(inventory, options);
  return audit.controls
    .filter(({ outcome }) => outcome === "not-met")
    .flatMap((judged) => ofWindows(judged, host) ?? ofXrdp(judged, inventory) ?? [])
    .toSorted(
      (one, other) =>
        RISK_ORDER.indexOf(one.risk.level) - RISK_ORDER.indexOf(other.risk.level) ||
        SEVERITY_ORDER.indexOf(one.severity) - SEVERITY_ORDER.indexOf(other.severity),
    );
}
