import { constants, openSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Socket } from "node:net";
import { isatty } from "node:tty";
import { errnoOf, Interrupted, LocalFailure, octalMode } from "./local-failure.ts";

const MOST_BYTES = 4096;

/**
 * The first line of a file, without its end: UTF-8, or UTF-16 with a byte order mark. A regular file must be closed to
 * others; a pipe (process substitution, fifo) has no name that others could open later, or is their own affair.
 */
export async function passwordFromFile(path: string, interrupted: AbortSignal): Promise<string> {
  // Without O_NONBLOCK a fifo that nobody writes to would hold a thread, and with it the end of the process.
  const file = await open(path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK).catch(
    (error: unknown) => {
      throw unreadable(path, error);
    },
  );
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw new LocalFailure("operator", "password.file-is-folder", { path });
    if (isatty(file.fd)) throw new LocalFailure("operator", "password.file-is-terminal", { path });
    if (stat.isFile() && process.platform !== "win32" && (stat.mode & 0o077) !== 0) {
      throw new LocalFailure("operator", "password.file-open-to-others", { path, mode: octalMode(stat.mode) });
    }
    const bytes = stat.isFIFO() ? await readPipe(file, interrupted) : await readWhole(file);
    if (bytes.length > MOST_BYTES) {
      throw new LocalFailure("operator", "password.too-long", { source: path, most: MOST_BYTES });
    }
    return firstLine(bytes, path);
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

/** At most one byte more than a password file may have. */
async function readWhole(file: FileHandle): Promise<Uint8Array> {
  const bytes = new Uint8Array(MOST_BYTES + 1);
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

/** A pipe is waited for, until its writer has gone or Ctrl-C. */
async function readPipe(file: FileHandle, interrupted: AbortSignal): Promise<Uint8Array> {
  // The socket closes what it reads from, and so does the handle: each needs a descriptor of its own.
  const pipe = new Socket({ fd: openSync(`/dev/fd/${file.fd}`, constants.O_RDONLY | constants.O_NONBLOCK) });
  const stop = (): void => void pipe.destroy(new Interrupted());
  if (interrupted.aborted) stop();
  interrupted.addEventListener("abort", stop, { once: true });
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of pipe.iterator({ destroyOnReturn: true })) {
      if (!Buffer.isBuffer(part)) continue;
      parts.push(part);
      length += part.length;
      if (length > MOST_BYTES) break;
    }
    return Buffer.concat(parts);
  } finally {
    interrupted.removeEventListener("abort", stop);
  }
}

function firstLine(bytes: Uint8Array, path: string): string {
  const [line = ""] = textOf(bytes, path).split(/\r?\n/, 1);
  if (line.includes("\0")) throw notText(path);
  if (line === "") throw new LocalFailure("operator", "password.empty", { source: path });
  return line;
}

function textOf(bytes: Uint8Array, path: string): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // The decoder's error says no more than this one.
    throw notText(path);
  }
}

function notText(path: string): LocalFailure {
  return new LocalFailure("operator", "password.not-text", { source: path });
}

function unreadable(path: string, error: unknown): Error {
  if (error instanceof Interrupted || error instanceof LocalFailure) return error;
  return new LocalFailure("operator", "password.file-unreadable", { path, errno: errnoOf(error) }, error);
}
