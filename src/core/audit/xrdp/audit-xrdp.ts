import { type HostInventory, sectionOf } from "../../inventory/index.ts";
import { both, type HostJudgement, type JudgedControl, notTested } from "../host/judged-control.ts";
import { ACCESS_CONTROLS, iniValue } from "./xrdp-access.ts";
import { MANUAL, type XrdpControl } from "./xrdp-control.ts";
import { TRANSPORT_CONTROLS } from "./xrdp-transport.ts";

/** Every control of an xrdp host, in the order of a report. */
export const XRDP_CONTROLS: readonly XrdpControl[] = [...TRANSPORT_CONTROLS, ...ACCESS_CONTROLS];

function judge(control: XrdpControl, inventory: HostInventory): HostJudgement {
  const name = control.file === "xrdp.ini" ? "xrdp-ini" : "sesman-ini";
  const section = inventory.sections[name];
  if (section === undefined) return notTested(`${control.file} was not collected.`, `未收集 ${control.file}。`);
  if (section.outcome === "failed") {
    return notTested(
      `${control.file} could not be read: ${section.reason}`,
      `无法读取 ${control.file}：${section.reason}`,
    );
  }
  const sections = sectionOf(inventory, name) ?? {};
  const written = iniValue(sections, control.section, control.key);
  const text = written ?? control.defaultText;
  const at = `${section.at} [${control.section}] ${control.key}`;
  if (text === undefined) {
    return notTested(
      `The line is not there, and the manual of xrdp does not say what holds then.`,
      "没有该行，而 xrdp 手册未说明缺省行为。",
    );
  }
  const found = {
    value: text,
    shown:
      written === undefined
        ? { en: `absent, so ${text}`, zh: `不存在，即 ${text}` }
        : text === ""
          ? { en: "empty", zh: "空" }
          : both(text),
    from: written === undefined ? ("default" as const) : ("local" as const),
    at,
  };
  const isMet = control.judge(text, sections);
  return { outcome: isMet === undefined ? "reported" : isMet ? "met" : "not-met", found };
}

/** The controls of an xrdp host, judged from xrdp.ini and sesman.ini. */
export function auditXrdp(inventory: HostInventory): readonly JudgedControl[] {
  return XRDP_CONTROLS.map((control) => ({
    id: control.id,
    severity: control.severity,
    category: control.category,
    title: control.title,
    why: control.why,
    wanted: control.wanted,
    references: [MANUAL],
    ...(control.sameAs === undefined ? {} : { sameAs: control.sameAs }),
    ...judge(control, inventory),
  }));
}
