import type { Cause } from "../../../core/knowledge/index.ts";
import { remedyLines } from "./remedy-lines.ts";
import { heading, paint, paragraph, type Style, tell } from "./style.ts";
import { wrap } from "./wrap.ts";

const PLATFORMS = ["windows", "xrdp"] as const;

/** The whole entry of a cause: meaning, forms, what the outside can tell, the remedies of all platforms, sources. */
export function causePage(style: Style, cause: Cause): string {
  const { language } = style;
  const lines = [
    ...wrap(cause.title[language], style.width).map((line) => paint(style, "strong", line)),
    ...paragraph(style, cause.id, 0, "", "quiet"),
    "",
    ...paragraph(style, cause.explanation[language]),
    ...heading(style, tell(style, "outside.heading")),
    ...paragraph(style, cause.fromOutside[language], 2),
    ...remediesOf(style, cause),
    ...variantLines(style, cause),
    ...(cause.events.length === 0
      ? []
      : [
          ...heading(style, tell(style, "cause.events")),
          ...paragraph(style, cause.events.join(tell(style, "list.separator")), 2),
        ]),
    ...unverifiedLines(style, cause),
    ...heading(style, tell(style, "explain.source")),
    ...cause.sources.flatMap((source) => paragraph(style, source, 2, "- ", "quiet")),
  ];
  return `${lines.join("\n")}\n`;
}

function remediesOf(style: Style, { remedies }: Pick<Cause, "remedies">): string[] {
  return PLATFORMS.flatMap((platform) => {
    const remedy = remedies[platform];
    return remedy === undefined ? [] : remedyLines(style, platform, remedy);
  });
}

function variantLines(style: Style, cause: Cause): string[] {
  return Object.entries(cause.variants ?? {}).flatMap(([name, variant]) => [
    ...heading(style, tell(style, "cause.variant", { title: variant.title[style.language] })),
    ...paragraph(style, `${cause.id}/${name}`, 2, "", "quiet"),
    ...paragraph(style, variant.explanation[style.language], 2),
    ...(variant.fromOutside === undefined ? [] : paragraph(style, variant.fromOutside[style.language], 2)),
    ...(variant.remedies === undefined ? [] : remediesOf(style, { remedies: variant.remedies })),
    ...(variant.unverified === undefined
      ? []
      : paragraph(style, tell(style, "explain.unverified", { text: variant.unverified[style.language] }), 2)),
  ]);
}

function unverifiedLines(style: Style, cause: Cause): string[] {
  if (cause.unverified === undefined) return [];
  return ["", ...paragraph(style, tell(style, "explain.unverified", { text: cause.unverified[style.language] }))];
}
