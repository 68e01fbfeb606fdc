import type { Evidence } from "../../../core/evidence/index.ts";
import { causeAs, causes, remediesFor } from "../../../core/knowledge/index.ts";
import { type FindingGroup, findingFromOutside } from "./finding-lines.ts";
import { type Platform, remedyFor, remedyLines } from "./remedy-lines.ts";
import { STACK_NAMES } from "./stage-facts.ts";
import { heading, paint, paragraph, type Style, tell } from "./style.ts";

/** What to do about the first cause, and where to look where outside is not enough. */
export function wayOutLines(
  style: Style,
  evidence: Evidence,
  main: FindingGroup,
  pressing: readonly FindingGroup[],
): string[] {
  const [finding] = main;
  const cause = causes[finding.id];
  const platform = platformOf(evidence);
  const remedies = remediesFor(causeAs(finding.id, finding.variant).remedies, evidence.target);
  const chosen = remedyFor(remedies, platform);
  const hasOther = cause.remedies.windows !== undefined && cause.remedies.xrdp !== undefined;
  const others = [...main.slice(1), ...pressing.slice(1).map(([first]) => first)];
  return [
    ...(chosen === undefined ? [] : remedyLines(style, chosen.platform, chosen.remedy)),
    ...(chosen !== undefined && hasOther && platform === undefined
      ? paragraph(
          style,
          tell(style, chosen.platform === "windows" ? "remedy.see-xrdp" : "remedy.see-windows", { id: finding.id }),
          2,
          "",
          "quiet",
        )
      : []),
    ...kinOfXrdpLines(style, evidence, chosen?.platform),
    ...heading(style, tell(style, "outside.heading")),
    ...paragraph(style, findingFromOutside(style, finding), 2),
    ...(others.length === 0
      ? []
      : [
          "",
          ...paragraph(style, tell(style, "remedy.see-others"), 0),
          ...others.slice(0, 1).map((other) => `  ${paint(style, "command", `rdpulse explain ${other.id}`)}`),
        ]),
  ];
}

/** Whose remedy to show; undefined where the wire does not tell. */
function platformOf(evidence: Evidence): Platform | undefined {
  const stack = evidence.facts["session.fingerprint"]?.value.stack;
  if (stack === undefined || stack === "unknown" || stack === "virtualbox") return undefined;
  return stack === "windows" ? "windows" : "xrdp";
}

/** Weston, GNOME and FreeRDP get xrdp's steps as the nearest there are; nobody shall look for /etc/xrdp there in vain. */
function kinOfXrdpLines(style: Style, evidence: Evidence, shown: Platform | undefined): string[] {
  const stack = evidence.facts["session.fingerprint"]?.value.stack;
  if (shown !== "xrdp" || stack === undefined || stack === "xrdp" || platformOf(evidence) !== "xrdp") return [];
  return paragraph(style, tell(style, "remedy.kin-of-xrdp", { stack: STACK_NAMES[stack] }), 2, "", "quiet");
}
