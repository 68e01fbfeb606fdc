import type { Remedies, Remedy, RemedyStep } from "../../../core/knowledge/index.ts";
import { heading, paint, paragraph, type Style, tell } from "./style.ts";

export type Platform = "windows" | "xrdp";

/** A remedy to follow: what to check first, what to save, what to change, how to go back, and what it risks. */
export function remedyLines(style: Style, platform: Platform, remedy: Remedy): string[] {
  const sections = [
    ["remedy.confirm", remedy.confirm],
    ["remedy.backup", remedy.backup],
    ["remedy.fix", remedy.fix],
    ["remedy.rollback", remedy.rollback],
  ] as const;
  const usual = usualPlace(style, remedy);
  const title = tell(style, "remedy.heading", { platform: tell(style, `platform.${platform}`) });
  return [
    ...heading(style, title + tell(style, "remedy.usual-place", { place: usual })),
    ...sections.flatMap(([name, steps]) => [
      ...paragraph(style, tell(style, name), 2, "", "strong"),
      ...steps.flatMap((step, index) => stepLines(style, step, usual, steps.length > 1 ? `${index + 1}. ` : "")),
    ]),
    ...paragraph(
      style,
      tell(style, "remedy.risk", {
        level: tell(style, `risk.${remedy.risk.level}`),
        text: remedy.risk.text[style.language],
      }),
      2,
    ),
  ];
}

/** The remedy for what was seen: that of the platform, or Windows' where the platform is not known. */
export function remedyFor(
  remedies: Remedies,
  platform: Platform | undefined,
): { readonly platform: Platform; readonly remedy: Remedy } | undefined {
  const order: readonly Platform[] = platform === "xrdp" ? ["xrdp", "windows"] : ["windows", "xrdp"];
  for (const name of order) {
    const remedy = remedies[name];
    if (remedy !== undefined) return { platform: name, remedy };
  }
  return undefined;
}

/** Where most commands are run: said once, so that only the others must say it. */
function usualPlace(style: Style, { confirm, backup, fix, rollback }: Remedy): string {
  const counts = new Map<string, number>();
  for (const step of [...confirm, ...backup, ...fix, ...rollback]) {
    const place = placeOf(style, step);
    counts.set(place, (counts.get(place) ?? 0) + (step.command === undefined ? 1 : 100));
  }
  return [...counts].toSorted((left, right) => right[1] - left[1])[0]?.[0] ?? "";
}

function placeOf(style: Style, step: RemedyStep): string {
  const place = tell(style, `where.${step.where}`);
  if (step.shell === undefined) return place;
  return tell(style, "remedy.where-and-shell", { place, shell: tell(style, `shell.${step.shell}`) });
}

function stepLines(style: Style, step: RemedyStep, usual: string, lead: string): string[] {
  const where = placeOf(style, step);
  const words = step.text[style.language];
  // A step without a command needs its place only where that is another machine; "anywhere" tells nobody anything.
  const isClear =
    where === usual || (step.shell === undefined && (step.where === "anywhere" || usual.startsWith(where)));
  const text = isClear ? words : tell(style, "remedy.step", { text: words, where });
  return [
    ...paragraph(style, text, 4, lead),
    // A command is never broken: what is copied must be what runs. The terminal wraps what is too long.
    ...(step.command ?? "")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => `${" ".repeat(4 + lead.length)}${paint(style, "command", line)}`),
  ];
}
