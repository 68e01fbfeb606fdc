import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromHex, toHex } from "../src/core/bytes/index.ts";

const LINE_DIGITS = 100;

/** Inputs that are kept as files: `seeds` to begin with, `regressions` that once broke a law. */
export type Shelf = "seeds" | "regressions";

const shelfOf = (shelf: Shelf): string => fileURLToPath(new URL(shelf, import.meta.url));

/** Every kept input of a target, by file name. */
export function keptInputs(
  shelf: Shelf,
  target: string,
): readonly { readonly file: string; readonly bytes: Uint8Array }[] {
  const folder = join(shelfOf(shelf), target);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(".hex"));
  return files.toSorted().map((file) => ({ file, bytes: fromHex(readFileSync(join(folder, file), "utf8")) }));
}

/** The recorded checks of this repository, or its recorded logons. */
export function recordedTranscripts(kind: "checks" | "logons"): readonly Uint8Array[] {
  const folder = fileURLToPath(new URL("../transcripts", import.meta.url));
  const isWanted = (file: string): boolean =>
    file.endsWith(".txt") && file.startsWith("logon-") === (kind === "logons");
  const files = readdirSync(folder).filter((file) => isWanted(file));
  return files.toSorted().map((file) => new Uint8Array(readFileSync(join(folder, file))));
}

/** Folders of a shelf: each must be named like a target. */
export function keptTargets(shelf: Shelf): readonly string[] {
  return existsSync(shelfOf(shelf)) ? readdirSync(shelfOf(shelf)) : [];
}

/** Writes an input and returns its path from the folder `fuzz`. */
export function keepInput(shelf: Shelf, target: string, bytes: Uint8Array): string {
  const name = `${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.hex`;
  mkdirSync(join(shelfOf(shelf), target), { recursive: true });
  const digits = toHex(bytes).match(new RegExp(`.{1,${LINE_DIGITS}}`, "g")) ?? [];
  writeFileSync(join(shelfOf(shelf), target, name), `${digits.join("\n")}\n`);
  return `${shelf}/${target}/${name}`;
}
