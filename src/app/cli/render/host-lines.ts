import { targetLabel } from "../../../core/contract/index.ts";
import type { Evidence } from "../../../core/evidence/index.ts";
import { describeBuild } from "../../../core/knowledge/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { hostFacts } from "./stage-facts.ts";
import { paint, paragraph, type Style, tell } from "./style.ts";
import { wrap } from "./wrap.ts";

/** The target as it was written, with the address that was connected to. */
export function titleLines(style: Style, evidence: Evidence): string[] {
  const address = evidence.facts["tcp.address"]?.value;
  const label = printable(targetLabel(evidence.target), 200);
  const title = evidence.target.literal || address === undefined ? label : `${label} (${printable(address, 50)})`;
  return wrap(title, style.width).map((line) => paint(style, "strong", line));
}

/** What the host is, as far as the wire tells. */
export function hostLines(style: Style, evidence: Evidence): string[] {
  const phrases = hostFacts(style, evidence);
  return [
    ...(phrases.length === 0
      ? []
      : ["", ...paragraph(style, phrases.join(tell(style, "list.separator")), 2, "", "quiet")]),
    ...osBuildLines(style, evidence),
  ];
}

/** What the build number can and cannot mean; nothing of a number that many programs send as a constant. */
function osBuildLines(style: Style, evidence: Evidence): string[] {
  const seen = evidence.facts["credssp.osVersion"]?.value;
  if (seen === undefined) return [];
  const { mayBeFixedValue, notes } = describeBuild(seen.major, seen.minor, seen.build);
  if (mayBeFixedValue) return [];
  return notes.flatMap((note) => paragraph(style, note[style.language], 2, "", "quiet"));
}
