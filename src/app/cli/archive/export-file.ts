import { randomUUID } from "node:crypto";
import { link, open, rm } from "node:fs/promises";
import { ArchiveFailure, exportStore } from "../../../io/store/index.ts";
import type { openDatabases } from "../../../io/store/index.ts";
import { errnoOf } from "../operation-error.ts";

/** Writes an export, mode 0600; it appears whole or not at all, and never in place of another file. */
export async function exportToFile(
  databases: Awaited<ReturnType<typeof openDatabases>>,
  path: string,
  nowMs: number,
): Promise<{ readonly rows: Readonly<Record<string, number>>; readonly bytes: number }> {
  const own = `${path}.${randomUUID()}`;
  try {
    const file = await open(own, "wx", 0o600);
    let bytes = 0;
    try {
      const { rows } = await exportStore(
        databases,
        async (text) => {
          bytes += Buffer.byteLength(text);
          await file.writeFile(text);
        },
        nowMs,
      );
      await file.sync();
      await link(own, path);
      return { rows, bytes };
    } finally {
      await file.close();
    }
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined || !/^E[A-Z]+$/u.test(errno)) throw error;
    throw new ArchiveFailure(errno === "EEXIST" ? "file-exists" : "file-unwritable", { file: path, errno }, error);
  } finally {
    await rm(own, { force: true });
  }
}
