import { open, rename, rm } from "node:fs/promises";

/**
 * Writes a file whole or not at all: into `temporaryPath` in the same folder, to the disk, then renamed. Mode 0600: what
 * is written here concerns nobody else. Rejects with the system's error; nothing is left behind then.
 */
export async function replaceFile(path: string, temporaryPath: string, content: string | Uint8Array): Promise<void> {
  await rm(temporaryPath, { force: true });
  try {
    const file = await open(temporaryPath, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporaryPath, path);
  } catch (error) {
    await rm(temporaryPath, { force: true });
    throw error;
  }
}
