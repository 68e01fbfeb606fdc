import { describe, expect, it } from "vitest";
import { judgePicture } from "./judge-picture.ts";
import { measurePicture } from "./measure-picture.ts";
import type { Picture } from "./picture.ts";
import { readServerWindow } from "./read-server-window.ts";
import { Screen } from "./screen.ts";
import { type Glyph, GLYPHS, LINE_ROWS, SPACE_COLUMNS } from "./xrdp-font.ts";
import windows from "./xrdp-windows.test-vectors.json" with { type: "json" };

/** What xrdp 0.9.21 showed, packed anew. */
function shown(update: string): Picture {
  const screen = new Screen({ width: 1024, height: 768 });
  screen.receiveUpdate(new Uint8Array(Buffer.from(update, "base64")));
  return screen.picture();
}

/** What a line takes. */
function lineColumns(text: string): number {
  return text.split("").reduce((sum, letter) => sum + (glyphOf(letter)?.advance ?? SPACE_COLUMNS), 0);
}

function glyphOf(letter: string): Glyph | undefined {
  return GLYPHS.find(({ text }) => text === letter);
}

/** Draws lines as xrdp does: a white title and black text on grey. */
function drawn(title: string, lines: readonly string[], { white = 0xff, black = 0 } = {}): Picture {
  const [width, height] = [900, 40 + lines.length * 20];
  const rgba = new Uint8Array(width * height * 4).fill(0xde);
  const draw = (text: string, top: number, level: number): void => {
    let pen = 10;
    for (const letter of text) {
      const glyph = glyphOf(letter);
      if (glyph === undefined) {
        pen += SPACE_COLUMNS;
        continue;
      }
      for (const [index, column] of glyph.columns.entries()) {
        for (let row = 0; row < LINE_ROWS; row++) {
          if (((column >> row) & 1) === 0) continue;
          const at = ((top + row) * width + pen - glyph.leftOfPen + index) * 4;
          rgba.fill(level, at, at + 3);
        }
      }
      pen += glyph.advance;
    }
  };
  draw(title, 5, white);
  for (const [index, line] of lines.entries()) draw(line, 30 + index * 20, black);
  return { width, height, rgba, drawnShare: 1 };
}

describe("readServerWindow", () => {
  it("reads xrdp's login form", () => {
    const picture = shown(windows.login);
    const text = readServerWindow(picture);
    expect(text).toEqual(["Login to vm", "Session", "Xorg", "username", "password", "Cancel"]);
    expect(judgePicture(measurePicture(picture), { confirmation: "missing", text })).toBe("login-window");
  });

  it("reads xrdp's connection log", () => {
    const picture = shown(windows.log);
    const text = readServerWindow(picture);
    expect(text).toEqual([
      "Connection Log",
      "connecting to sesman on 127.0.0.1:3350",
      "sesman connect ok",
      "sending login info to session manager. Please wait...",
      expect.stringMatching(/^login failed for user rdpl\d+u\d+$/),
    ]);
    expect(judgePicture(measurePicture(picture), { confirmation: "missing", text })).toBe("server-message");
  });

  it("reads every glyph of its font, J's overhang, and wide gaps as the end of a line", () => {
    const alphabet = GLYPHS.map(({ text }) => text).join("");
    const halves = [alphabet.slice(0, 60), alphabet.slice(60, 120), alphabet.slice(120)];
    const lines = [
      'iJJxJ 1J2 it\'s "J"',
      "benoît, îÎ le î x J y",
      "ìÎíî",
      "one  two   three",
      ...halves.filter((line) => line.length > 0),
    ];
    expect(readServerWindow(drawn("Connection Log", lines))).toEqual(["Connection Log", ...lines]);
    expect(readServerWindow(drawn("Title", ["left     right"]))).toEqual(["Title", "left", "right"]);
  });

  it("reads ink of themes and of few bits a pixel, and says where letters are not in its table", () => {
    const lines = ["login failed for user x"];
    const [white, black] = [0xf0, 0x30];
    expect(readServerWindow(drawn("Connection Log", lines, { white, black }))).toEqual(["Connection Log", ...lines]);
    const unknown = drawn("Connection Log", lines);
    // Where the user name stood, something else stands.
    const start = 10 + lineColumns("login failed for user ");
    for (let y = 34; y < 40; y++)
      unknown.rgba.fill(0, (y * unknown.width + start) * 4, (y * unknown.width + start + 12) * 4);
    expect(readServerWindow(unknown)).toEqual(["Connection Log", "login failed for user …"]);
  });

  it("reads a login form whose title is of another script", () => {
    expect(readServerWindow(drawn("", ["Session", "password"]))).toEqual(["Session", "password"]);
  });

  it("takes no smoothed letters for a server's", () => {
    const picture = drawn("Connection Log", ["login failed for user x"]);
    for (let at = 4; at < picture.rgba.length - 4; at += 4) {
      const isInk = (at_: number): boolean => picture.rgba[at_] === 0 || picture.rgba[at_] === 0xff;
      if (isInk(at) || !isInk(at - 4)) continue;
      picture.rgba.fill(0x90, at, at + 3);
    }
    expect(readServerWindow(picture)).toEqual([]);
  });

  it("finds nothing without title or text, in one colour, and in a picture smaller than a line", () => {
    expect(readServerWindow(drawn("", ["some text"]))).toEqual([]);
    expect(readServerWindow(drawn("Title", []))).toEqual([]);
    for (const level of [0, 0xff]) {
      const rgba = new Uint8Array(64 * 64 * 4).fill(level);
      expect(readServerWindow({ width: 64, height: 64, rgba, drawnShare: 1 })).toEqual([]);
    }
    expect(readServerWindow({ width: 1, height: 1, rgba: new Uint8Array(4), drawnShare: 1 })).toEqual([]);
  });
});
