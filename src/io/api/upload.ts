import { type Readable, Transform } from "node:stream";
import { Problem } from "./problem.ts";

/** Throws before a byte is read where Content-Length says more than is allowed. */
export function requireLength(header: string | undefined, mostBytes: number): void {
  if (header !== undefined && Number(header) > mostBytes) throw tooLarge(mostBytes);
}

/** The same bytes; it fails as soon as there are more than allowed, whatever Content-Length said. */
export function limited(source: Readable, mostBytes: number): Readable {
  let seen = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > mostBytes) done(tooLarge(mostBytes));
      else done(null, chunk);
    },
  });
  source.once("error", (error) => limit.destroy(error));
  // A sender who goes away in the middle ends it as a failure, not as a shorter upload.
  source.once("close", () => {
    if (!source.readableEnded) limit.destroy(new Problem("bad-request"));
  });
  limit.once("close", () => source.unpipe(limit));
  return source.pipe(limit);
}

function tooLarge(mostBytes: number): Problem {
  return new Problem("too-large", {
    en: `At most ${mostBytes} bytes are taken here`,
    zh: `此处最多接受 ${mostBytes} 字节`,
  });
}
