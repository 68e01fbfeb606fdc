import { describe, expect, it } from "vitest";
import { judgePicture } from "./judge-picture.ts";
import { measurePicture } from "./measure-picture.ts";
import type { Picture } from "./picture.ts";
import { readServerWindow } from "./read-server-window.ts";
import { Screen } from "./screen.ts";
import { GLYPHS_BY_INK, LINE_ROWS, SPACE_COLUMNS } from "./xrdp-font.ts";
import windows from "./xrdp-windows.test-vectors.json" with { type: "json" };

/** What xrdp 0.9.21 showed, packed anew. */
function shown(update: string): Picture {
  const screen = new Screen({ width: 1024, height: 768 });
  screen.receiveUpdate(new Uint8Array(Buffer.from(update, "base64")));
  return screen.picture();
}

const glyphs = [...GLYPHS_BY_INK.values()].flat();

/** Draws lines as xrdp does: a white title on blue, black text on grey. */
function drawn(title: string, lines: readonly string[]): Picture {
  const [width, height] = [600, 40 + lines.length * 20];
  const rgba = new Uint8Array(width * height * 4).fill(0xde);
  const draw = (text: string, top: number, level: number): void => {
    let pen = 10;
    for (const letter of text) {
      const glyph = glyphs.find((one) => one.text === letter);
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
      pen += glyph.columns.length - glyph.leftOfPen;
    }
  };
  draw(title, 5, 0xff);
  for (const [index, line] of lines.entries()) draw(line, 30 + index * 20, 0);
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
    const alphabet = glyphs.map(({ text }) => text).join("");
    const halves = [alphabet.slice(0, 60), alphabet.slice(60, 120), alphabet.slice(120)];
    const lines = ['iJJxJ 1J2 it\'s "J"', "one  two   three", ...halves.filter((line) => line.length > 0)];
    expect(readServerWindow(drawn("Connection Log", lines))).toEqual(["Connection Log", ...lines]);
    expect(readServerWindow(drawn("Title", ["left     right"]))).toEqual(["Title", "left", "right"]);
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
