// Learns the letters of xrdp's own windows from the xrdp of this machine, in the lab (as root, on Debian), and writes them
// to the data file of core/graphics; to be run again when a new xrdp draws with another font.
//   node tools/learn-xrdp-font.mjs            writes the letters
//   node tools/learn-xrdp-font.mjs --check    says whether they are still true (exit 1 when not)
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { desktopHost, openLab } from "../lab/index.ts";
import { learnXrdpFont } from "../lab/learn-xrdp-font.ts";

const path = fileURLToPath(new URL("../src/core/graphics/data/xrdp-glyphs.json", import.meta.url));

const version = execFileSync("dpkg-query", ["--show", "--showformat=${Version}", "xrdp"], { encoding: "utf8" });
const lab = openLab();
try {
  const { rows, leftOfPen, rightOfCell, glyphs } = await learnXrdpFont(await desktopHost(lab));
  const text = `${JSON.stringify(
    {
      seen: `xrdp ${version}, letter by letter in the connection log that it drew (tools/learn-xrdp-font.mjs). Other versions: not tested. It draws with DejaVu Sans 10, whose shapes may be copied with the notice of Bitstream Vera (Copyright 2003 Bitstream, Inc.; DejaVu changes are in the public domain)`,
      form: `glyph: its columns, four hexadecimal digits each, bit 0 the topmost of ${rows} rows. Those named leftOfPen stand over the glyph before it, those named rightOfCell over the one behind it; the rest is what the pen advances`,
      rows,
      leftOfPen,
      rightOfCell,
      glyphs,
    },
    undefined,
    1,
  )}\n`;
  if (!process.argv.includes("--check")) writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    console.error("xrdp draws with other letters than core/graphics/data/xrdp-glyphs.json has");
    process.exitCode = 1;
  }
} finally {
  await lab.close();
}
