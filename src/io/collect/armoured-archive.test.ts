import { createHash } from "node:crypto";
import { assert, integer, property, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { ArmouredArchive } from "./armoured-archive.ts";
import { ARCHIVE_BEGINS, ARCHIVE_ENDS, windowsCommand } from "./windows-bootstrap.ts";

function armoured(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,76}/g) ?? [];
  const hash = createHash("sha256").update(bytes).digest("hex");
  return [ARCHIVE_BEGINS, ...lines, `${ARCHIVE_ENDS} ${hash}`, ""].join("\r\n");
}

function taken(text: string, step = text.length): { readonly bytes: Uint8Array; readonly fault: string | undefined } {
  const parts: Uint8Array[] = [];
  const archive = new ArmouredArchive((bytes) => parts.push(bytes));
  for (let at = 0; at < text.length; at += Math.max(1, step)) archive.add(text.slice(at, at + Math.max(1, step)));
  return { fault: archive.end(), bytes: Buffer.concat(parts) };
}

describe("an archive in text", () => {
  it("comes out as it went in, however the text is cut, and whatever a profile prints before and after", () => {
    assert(
      property(uint8Array({ maxLength: 400 }), integer({ min: 1, max: 90 }), (bytes, step) => {
        const { bytes: out, fault } = taken(`Welcome!\r\n${armoured(bytes)}bye\r\n`, step);
        expect({ fault, out: Buffer.from(out).toString("hex") }).toEqual({
          fault: undefined,
          out: Buffer.from(bytes).toString("hex"),
        });
      }),
    );
  });

  it("that lacks, ends early, holds other things or was changed is told", () => {
    const whole = armoured(Buffer.from("content"));
    expect(taken("nothing here\n").fault).toBe("no-archive");
    expect(taken(whole.slice(0, 45)).fault).toBe("cut-off");
    expect(taken(whole.replace("Y29u", "<!>#")).fault).toBe("not-base64");
    expect(taken(whole.replace("Y29u", "Y29v")).fault).toBe("damaged");
    expect(taken(`${ARCHIVE_BEGINS}\n${"A".repeat(300_000)}`, 1000).fault).toBe("not-base64");
  });
});

describe("the command for Windows", () => {
  it("fits into a command line of cmd.exe", () => {
    expect(windowsCommand(30).length).toBeLessThan(8191);
  });
});
