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
  return [
    ...heading(style, tell(style, "remedy.heading", { platform: tell(style, `platform.${platform}`) })),
    ...sections.flatMap(([title, steps]) => [
      ...paragraph(style, tell(style, title), 2, "", "strong"),
      ...steps.flatMap((step, index) => stepLines(style, step, steps.length > 1 ? `${index + 1}. ` : "")),
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

function stepLines(style: Style, step: RemedyStep, lead: string): string[] {
  const place = tell(style, `where.${step.where}`);
  const shell = step.shell === undefined ? "" : tell(style, `shell.${step.shell}`);
  const where = shell === "" ? place : tell(style, "remedy.where-and-shell", { place, shell });
  const text = tell(style, "remedy.step", { text: step.text[style.language], where });
  return [
    ...paragraph(style, text, 4, lead),
    // A command is never broken: what is copied must be what runs. The terminal wraps what is too long.
    ...(step.command ?? "")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => `${" ".repeat(4 + lead.length)}${paint(style, "command", line)}`),
  ];
}
