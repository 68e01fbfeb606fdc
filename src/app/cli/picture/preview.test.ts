import { PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { Arguments } from "../arguments.ts";
import type { Style } from "../render/style.ts";
import type { World } from "../world.ts";
import { previewOf } from "./preview.ts";

const PICTURE = { width: 64, height: 48, rgba: new Uint8Array(64 * 48 * 4).fill(120) };
const STYLE: Style = { language: "en", width: 80, colour: true, plain: false };

function notHere(): never {
  throw new Error("nothing is loaded for a preview");
}

/** A terminal that answers a DA1 query with these attributes, or not at all. */
function terminal(env: World["env"], answer?: string): World {
  const stdin = Object.assign(new Readable({ read: () => undefined }), { isTTY: true, setRawMode: () => undefined });
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  stdout.on("data", (chunk: Buffer) => {
    if (chunk.toString() === "\u001b[c" && answer !== undefined) stdin.push(answer);
  });
  return {
    env,
    stdin,
    stdout,
    stderr: new PassThrough(),
    interrupted: new AbortController().signal,
    loadProbe: notHere,
    loadLogonTools: notHere,
  };
}

async function shown(world: World, style: Partial<Style> = {}): Promise<string> {
  const args = new Arguments([], new Map(), new Set());
  return previewOf(PICTURE, world, args, { ...STYLE, ...style }, () => Uint8Array.of(1, 2, 3));
}

describe("the preview that a terminal gets unasked", () => {
  it("is kitty's where the environment names such a terminal", async () => {
    expect(await shown(terminal({ TERM: "xterm-kitty" }))).toContain("\u001b_Ga=T,f=100");
  });

  it("is sixels where the terminal says that it shows them", async () => {
    expect(await shown(terminal({ TERM: "xterm-256color" }, "\u001b[?62;4;22c"))).toContain("\u001bP0;1q");
  });

  it("is block characters elsewhere, in as much colour as there is", async () => {
    expect(await shown(terminal({ TERM: "xterm-256color" }, "\u001b[?1;2c"))).toContain("\u001b[38;5;");
    expect(await shown(terminal({ COLORTERM: "truecolor" }))).toContain("\u001b[38;2;120;120;120;");
    expect(await shown(terminal({ TERM: "xterm" }, "\u001b[?62;4c"), { colour: false })).not.toContain("\u001b");
  });

  it("is none for a screen reader, a dumb terminal and a pipe", async () => {
    expect(await shown(terminal({ TERM: "xterm-kitty" }), { plain: true })).toBe("");
    expect(await shown(terminal({ TERM: "dumb" }))).toBe("");
    expect(await shown({ ...terminal({ TERM: "xterm-kitty" }), stdout: new PassThrough() })).toBe("");
  });
});
