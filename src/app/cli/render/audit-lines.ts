import { AUDIT_CONTROLS, type AuditResult } from "../../../core/audit/index.ts";
import { paragraph, type Style, tell } from "./style.ts";

const MOST_CONTROLS = 5;

/** The grade, how much of it was looked at, and the controls that are not met. */
export function auditLines(style: Style, { grade, controls }: AuditResult): string[] {
  const count = (outcome: string): number => controls.filter((control) => control.outcome === outcome).length;
  const notMet = controls.filter(({ outcome }) => outcome === "not-met");
  const shown = notMet.slice(0, MOST_CONTROLS);
  const counts = { met: count("met"), notMet: notMet.length, notTested: count("not-tested") };
  const summary =
    grade === "not-graded" ? tell(style, "audit.not-graded", counts) : tell(style, "audit.grade", { grade, ...counts });
  return [
    "",
    ...paragraph(style, summary, 0, "", "strong"),
    ...shown.flatMap(({ id }) =>
      paragraph(style, tell(style, "audit.not-met", { title: AUDIT_CONTROLS[id].title[style.language], id }), 2, "- "),
    ),
    ...(notMet.length > shown.length
      ? paragraph(style, tell(style, "audit.more", { count: notMet.length - shown.length }), 2, "", "quiet")
      : []),
  ];
}
