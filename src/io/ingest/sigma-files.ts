import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

/** A rule is some kilobytes; no file of rules needs more. */
const LARGEST_BYTES = 1_048_576;
const MOST_FILES = 20_000;
const DEEPEST = 12;
/** Aliases that a document may expand: rules use none, and few can make gigabytes of a small file. */
const MOST_ALIASES = 20;

/** One document of a rule file, as YAML gives it; whether it is a rule is not told here. */
export interface RuleDocument {
  /** The file, and the number of the document behind it where there are several. */
  readonly origin: string;
  readonly content: unknown;
}

export interface UnreadRule {
  readonly path: string;
  readonly reason: string;
}

export interface RuleDocuments {
  readonly documents: readonly RuleDocument[];
  readonly unread: readonly UnreadRule[];
}

/**
 * Reads rule files (.yml, .yaml) from files and folders, in the order of their names. A file that cannot be read or is no
 * YAML is told, the others go on. Symbolic links within folders are not followed. Never throws.
 */
export async function readRuleFiles(paths: readonly string[]): Promise<RuleDocuments> {
  const files: string[] = [];
  const unread: UnreadRule[] = [];
  for (const path of paths) await findRules(path, 0, files, unread);
  const documents: RuleDocument[] = [];
  for (const path of files) {
    try {
      documents.push(...(await readDocuments(path)));
    } catch (error) {
      unread.push({ path, reason: reasonOf(error) });
    }
  }
  return { documents, unread };
}

async function findRules(path: string, depth: number, files: string[], unread: UnreadRule[]): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) {
      files.push(path);
      return;
    }
    const entries = await readdir(path, { withFileTypes: true });
    for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      if (files.length >= MOST_FILES) {
        unread.push({ path, reason: `more than ${MOST_FILES} files` });
        return;
      }
      const inside = join(path, entry.name);
      if (entry.isDirectory() && depth < DEEPEST) await findRules(inside, depth + 1, files, unread);
      else if (entry.isFile() && /\.ya?ml$/i.test(entry.name)) files.push(inside);
    }
  } catch (error) {
    unread.push({ path, reason: reasonOf(error) });
  }
}

async function readDocuments(path: string): Promise<readonly RuleDocument[]> {
  if ((await stat(path)).size > LARGEST_BYTES) throw new Error("larger than 1 MiB");
  const text = await readFile(path, "utf8");
  const documents = parseAllDocuments(text, { uniqueKeys: true, logLevel: "silent" });
  return documents.map((document, index) => {
    const [first] = document.errors;
    if (first !== undefined) throw first;
    const content: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { origin: documents.length === 1 ? path : `${path} (${index + 1})`, content };
  });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && typeof error.code === "string" && error.code.startsWith("E")) return error.code;
  return error.message.split("\n")[0] ?? "";
}
