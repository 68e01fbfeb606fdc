import type { Remainder } from "../../../core/contract/index.ts";
import { describeBecause } from "../../../core/diagnosis/index.ts";
import type { Evidence, FactName, PictureFact, RedirectionHop } from "../../../core/evidence/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { duration, heading, paragraph, type Style, tell } from "./style.ts";

const MOST_TEXT_LINES = 8;

/** What the picture shows, with the numbers that this rests on, what was read in it, and its preview. */
export function pictureLines(
  style: Style,
  evidence: Evidence,
  file: string | undefined,
  preview: string,
): readonly string[] {
  const picture = evidence.facts["desktop.picture"]?.value;
  if (picture === undefined) return [];
  const shown = preview === "" ? [] : ["", ...preview.trimEnd().split("\n")];
  return [
    ...heading(style, tell(style, "picture.heading")),
    ...paragraph(style, measureText(style, picture), 2),
    ...timeLines(style, evidence),
    ...picture.text
      .slice(0, MOST_TEXT_LINES)
      .flatMap((text) => paragraph(style, tell(style, "picture.text", { text: printable(text, 160) }), 2)),
    ...(file === undefined ? [] : paragraph(style, tell(style, "picture.saved", { file: printable(file, 160) }), 2)),
    ...shown,
  ];
}

function measureText(style: Style, { kind, measures }: PictureFact): string {
  return tell(style, "picture.measure", {
    kind: tell(style, `picture.${kind}`),
    width: measures.width,
    height: measures.height,
    colours: measures.distinctColours,
    colour: printable(measures.dominantColour, 20),
    share: percent(measures.dominantShare),
    edges: percent(measures.edgeShare),
    drawn: percent(measures.drawnShare),
  });
}

/** Exact enough to tell 99.5 from 100. */
function percent(share: number): string {
  const tenths = Math.round(share * 1000) / 10;
  return String(tenths);
}

function timeLines(style: Style, { facts }: Evidence): string[] {
  const firstMs = facts["graphics.firstPictureMs"]?.value;
  const stableMs = facts["desktop.stableMs"]?.value;
  if (firstMs === undefined) return [];
  const first = duration(style, firstMs);
  const text =
    stableMs === undefined
      ? tell(style, "picture.unstable", { first })
      : tell(style, "picture.times", { first, stable: duration(style, stableMs) });
  return paragraph(style, text, 2);
}

const TOLD: readonly FactName[] = [
  "session.logonConfirmed",
  "session.logonNotices",
  "session.roundTrip",
  "session.bandwidth",
  "session.autoReconnectCookie",
  "session.reconnected",
  "session.errorInfo",
  "session.end",
];

/** What was learned inside the session: the way to it hop by hop, its proof, its speed, its end. */
export function sessionLines(style: Style, evidence: Evidence, stays: Remainder): readonly string[] {
  const { facts, logon } = evidence;
  if (logon?.depth !== "desktop") return [];
  const hasLeft = facts["session.end"]?.value === "disconnected";
  const isShared = stays === "nothing" && hasLeft;
  const hops = facts["session.redirections"]?.value ?? [];
  const sentences = [
    ...hops.map((hop) => hopText(style, hop)),
    ...(!isShared && facts["session.end"] !== undefined && facts["session.logonConfirmed"] === undefined
      ? [tell(style, "session.unconfirmed")]
      : []),
    // That a session stays is claimed only where there was one for certain.
    ...TOLD.filter((name) => name !== "session.end" || !hasLeft || stays === "session").flatMap((name) =>
      sentenceOf(style, evidence, name),
    ),
  ];
  if (sentences.length === 0) return [];
  return [
    ...heading(style, tell(style, "session.heading")),
    ...sentences.flatMap((sentence) => paragraph(style, sentence, 2, "- ")),
  ];
}

function sentenceOf(style: Style, { facts }: Evidence, name: FactName): readonly string[] {
  const fact = facts[name];
  // What is not there is worth a line only where it could have been expected.
  if (fact === undefined || fact.value === false || (Array.isArray(fact.value) && fact.value.length === 0)) return [];
  return [describeBecause({ side: "for", fact: name, value: fact.value, at: `line ${fact.line}` }, style.language)];
}

function hopText(style: Style, hop: RedirectionHop): string {
  const to = hop.to === undefined ? tell(style, "session.hop-nowhere") : printable(hop.to, 80);
  return [
    tell(style, "session.hop", { from: printable(hop.from, 80), to }),
    ...(hop.targetName === undefined ? [] : [tell(style, "session.hop-name", { name: printable(hop.targetName, 80) })]),
    tell(style, "session.hop-session", { id: hop.sessionId }),
    ...(hop.routingToken === undefined
      ? []
      : [tell(style, "session.hop-token", { token: printable(hop.routingToken, 120) })]),
  ].join(tell(style, "list.separator"));
}
