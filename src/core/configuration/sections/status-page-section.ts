import type { StatusPageSettings } from "../configuration.ts";
import { closed, key, line, listOf, name, oneOf, type JsonSchema } from "../schema-parts.ts";

const both = (maxLength: number): JsonSchema =>
  closed<NonNullable<StatusPageSettings["title"]>>({
    en: key("In English.", line(maxLength)),
    zh: key("In Chinese.", line(maxLength)),
  });

export const statusPageSection: JsonSchema = closed<StatusPageSettings>({
  title: key("What the page is called; a language that is missing takes the other one.", both(100)),
  text: key("A sentence or two below the title.", both(500)),
  accent: key("Colour of the page's edge, #1d4fd7.", { type: "string", pattern: "^#[0-9A-Fa-f]{6}$" }),
  theme: key("Light, dark, or as the reader's system.", oneOf(["system", "light", "dark"]), "system"),
  sites: key("Sites that everybody may see by name, with their uptime.", listOf(name, 100)),
});
