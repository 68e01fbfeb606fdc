import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { errnoOf, LocalFailure } from "./local-failure.ts";
import { replaceFile } from "./replace-file.ts";

/** Sees, before the logon begins, that a picture can be written to `path`. Rejects with LocalFailure when not. */
export async function checkWritable(path: string): Promise<void> {
  const folder = dirname(resolve(path));
  const known = await stat(path).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw unwritable(path, error);
  });
  if (known !== undefined && !known.isFile()) throw new LocalFailure("operator", "picture.no-file", { path });
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw unwritable(path, error);
    throw new LocalFailure("operator", "picture.folder-missing", { path, folder }, error);
  }
}

/** Writes a picture whole or not at all, readable by its owner only: a desktop may show secrets. */
export async function savePicture(path: string, png: Uint8Array): Promise<void> {
  await checkWritable(path);
  const temporaryPath = join(dirname(resolve(path)), `.${basename(path)}.${randomUUID()}.new`);
  try {
    await replaceFile(resolve(path), temporaryPath, png);
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): LocalFailure {
  return new LocalFailure("operator", "picture.unwritable", { path, errno: errnoOf(error) }, error);
}
