import { chmod, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_TENANT } from "../../core/fleet/index.ts";
import { newToken, type TokenKeeper } from "../../io/api/index.ts";

const ADMIN_TOKEN_FILE = "admin-token";
const ADMIN = "admin";

/**
 * The admin token of this server: made at the first start and kept in a file that only its account can read, because the
 * store holds nothing but its hash. Gives the path of the file.
 */
export async function ensureAdminToken(folder: string, tokens: TokenKeeper): Promise<string> {
  const path = join(folder, ADMIN_TOKEN_FILE);
  const token = (await readToken(path)) ?? (await writeToken(path));
  if ((await tokens.holderOf(token)) === undefined) {
    await tokens.register(DEFAULT_TENANT, ADMIN, token, { scopes: ["admin"], note: "made at the first start" });
  }
  return path;
}

async function readToken(path: string): Promise<string | undefined> {
  try {
    const text = (await readFile(path, "utf8")).trim();
    return text === "" ? undefined : text;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** In place all at once: a start that is killed in between leaves no half token behind. */
async function writeToken(path: string): Promise<string> {
  const token = newToken();
  const draft = `${path}.new`;
  await writeFile(draft, `${token}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
  return token;
}
