import { closeSync, constants, createReadStream, fstatSync, openSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";

/**
 * The bytes of a pipe or device that a path names; the stream ends early when the signal is aborted. A pipe is opened
 * without waiting for its writer: an open that waits takes a thread of the process, which then cannot even end.
 */
export function openPipe(path: string, signal: AbortSignal): Readable {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const isFifo = fstatSync(descriptor).isFIFO();
  if (!isFifo) closeSync(descriptor);
  const stream = isFifo
    ? new Socket({ fd: descriptor, readable: true, writable: false, signal })
    : createReadStream(path, { signal });
  // Who reads hears of errors; one that comes before or after that must not end the process.
  stream.on("error", () => {});
  return stream;
}
