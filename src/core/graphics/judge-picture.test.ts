import { describe, expect, it } from "vitest";
import { isStillWorking, judgePicture, type PictureContext } from "./judge-picture.ts";
import { measurePicture } from "./measure-picture.ts";
import type { Picture } from "./picture.ts";

/** A fully painted picture from a colour 0xRRGGBB for each pixel. */
function picture(width: number, height: number, color: (x: number, y: number) => number): Picture {
  const rgba = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at++) {
    const rgb = color(at % width, Math.floor(at / width));
    rgba.set([rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff, 0xff], at * 4);
  }
  return { width, height, rgba, drawnShare: 1 };
}

const confirmed: PictureContext = { confirmation: "confirmed", text: [] };
const judge = (shown: Picture, context = confirmed): string => judgePicture(measurePicture(shown), context);
const within = (x: number, y: number, [left, top, width, height]: readonly [number, number, number, number]): boolean =>
  x >= left && x < left + width && y >= top && y < top + height;

describe("measurePicture", () => {
  it("counts colours at five bits, the commonest one exactly, edges to the right and below", () => {
    const shown = picture(100, 10, (x) => (x < 60 ? 0x2f5d8a : x < 90 ? 0x2f5d8b : 0xffffff));
    expect(measurePicture(shown)).toEqual({
      width: 100,
      height: 10,
      distinctColours: 2,
      dominantColour: "#2f5d8a",
      dominantShare: 0.9,
      edgeShare: 0.01,
      drawnShare: 1,
    });
  });

  it("does not count a colour of one pixel, a gradient as edges, or more than 4096 colours", () => {
    expect(measurePicture(picture(10, 10, (x, y) => (x === 3 && y === 3 ? 0xff0000 : 0))).distinctColours).toBe(1);
    expect(measurePicture(picture(256, 4, (x) => x * 0x010101)).edgeShare).toBe(0);
    const many = picture(512, 64, (x, y) => (((x & 31) << 19) | ((y & 31) << 11) | (((x >> 5) & 15) << 3)) & 0xf8f8f8);
    expect(measurePicture(many).distinctColours).toBe(4096);
  });
});

describe("judgePicture", () => {
  const [width, height] = [1024, 768];
  const black = picture(width, height, () => 0);

  it("tells a black screen, a pointer, a cursor or a line of console text on it included", () => {
    expect(judge(black)).toBe("black");
    expect(judge(picture(width, height, () => 0x202020))).toBe("black");
    expect(judge(picture(width, height, (x, y) => (within(x, y, [500, 300, 24, 24]) ? 0xffffff : 0)))).toBe("black");
    expect(judge(picture(width, height, (x, y) => (within(x, y, [0, 12, 8, 2]) ? 0xaaaaaa : 0)))).toBe("black");
    const line = picture(width, height, (x, y) => (within(x, y, [0, 0, 400, 16]) && (x + y) % 3 === 0 ? 0xaaaaaa : 0));
    expect(judge(line)).toBe("black");
  });

  it("tells one other colour, and the bare weave of an X server", () => {
    expect(judge(picture(width, height, () => 0x2f5d8a))).toBe("one-colour");
    expect(judge(picture(width, height, (x, y) => ((x + y) % 2 === 0 ? 0 : 0xffffff)))).toBe("one-colour");
  });

  it("takes a task bar or a window on black for a desktop", () => {
    expect(judge(picture(width, height, (_, y) => (y >= height - 30 ? 0x303060 : 0)))).toBe("desktop");
    expect(judge(picture(width, height, (x, y) => (within(x, y, [40, 40, 400, 300]) ? 0xfffbe6 : 0)))).toBe("desktop");
  });

  it("tells that nothing was painted from a screen painted black", () => {
    expect(judge({ ...black, drawnShare: 0 })).toBe("nothing");
  });

  it("goes by the server's own words where it has a window of its own", () => {
    const asking = ["Login to rds01", "Session", "username", "password"];
    expect(judge(black, { confirmation: "not-expected", text: asking })).toBe("login-window");
    const told = ["Connection Log", "login failed for user alice"];
    expect(judge(black, { confirmation: "not-expected", text: told })).toBe("server-message");
  });

  it("tells a window that still works from one that has failed", () => {
    const log = ["Connection Log", "connecting to sesman on 127.0.0.1:3350", "sesman connect ok"];
    expect(isStillWorking(log)).toBe(true);
    expect(isStillWorking([...log, "sending login info to session manager. Please wait..."])).toBe(true);
    expect(isStillWorking([...log, "login successful for display 10", "started connecting"])).toBe(true);
    expect(isStillWorking([...log, "login failed for user alice"])).toBe(false);
    expect(isStillWorking(["Connection Log", "Error connecting to sesman on 127.0.0.1:3350"])).toBe(false);
    expect(isStillWorking([])).toBe(false);
  });

  it("takes a painted screen of a server that confirms logons and did not for its login window", () => {
    const shown = picture(width, height, (x, y) => (within(x, y, [400, 300, 200, 100]) ? 0xffffff : 0x004080));
    expect(judge(shown, { confirmation: "missing", text: [] })).toBe("login-window");
    expect(judge(shown, { confirmation: "not-expected", text: [] })).toBe("desktop");
    expect(judge(black, { confirmation: "missing", text: [] })).toBe("black");
  });
});
