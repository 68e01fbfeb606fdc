// The picture of a logon beside the display that the server shows: pixel by pixel where the display can be read.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  desktopHost,
  freerdpShadow,
  labAccount,
  needs,
  openLab,
  pictureOf,
  scenery,
  sharedDisplay,
  weston,
  type Lab,
} from "../../lab/index.ts";

const program = fileURLToPath(new URL("../../bin/rdpulse.mjs", import.meta.url));
const password = "Passw0rd!";
/** What 16 bits a pixel lose of a channel at most. */
const LOST_AT_16_BITS = 8;

interface Shown {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel. */
  readonly rgb: Uint8Array;
}

/** Reads what our own PNG writer writes: truecolour, every row the difference to the one above. */
function pngOf(path: string): Shown {
  const file = readFileSync(path);
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const parts: Buffer[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12) {
    const data = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
    if (file.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(data);
  }
  const rows = inflateSync(Buffer.concat(parts));
  const stride = width * 3;
  const rgb = new Uint8Array(stride * height);
  for (let at = 0; at < rgb.length; at++) {
    const row = Math.floor(at / stride);
    rgb[at] = (rows[row * (stride + 1) + 1 + (at % stride)] ?? 0) + (rgb[at - stride] ?? 0);
  }
  return { width, height, rgb };
}

/** Reads an X Window Dump of 32 bits a pixel. */
function dumpOf(path: string): Shown {
  const dump = readFileSync(path);
  const word = (index: number): number => dump.readUInt32BE(index * 4);
  const [width, height, stride] = [word(4), word(5), word(12)];
  const start = word(0) + word(19) * 12;
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const value = dump.readUInt32LE(start + Math.floor(pixel / width) * stride + (pixel % width) * 4);
    rgb.set([(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff], pixel * 3);
  }
  return { width, height, rgb };
}

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

/** Logs on to the desktop; what the report says of it, and the picture. */
async function logon(
  server: { readonly address: string; readonly port: number },
  user: string,
  secret = password,
): Promise<{ readonly report: string; readonly path: string }> {
  const folder = lab.makeFolder("logon");
  const [passwordFile, path] = [join(folder, "password"), join(folder, "picture.png")];
  writeFileSync(passwordFile, secret, { mode: 0o600 });
  const to = `${server.address}:${server.port}`;
  const args = ["logon", to, "--user", user, "--password-file", passwordFile, "--desktop", "--json"];
  const outcome = await lab.run(process.execPath, [program, ...args, "--state", folder, "--screenshot", path], {
    timeoutMs: 60_000,
  });
  return { report: outcome.stdout, path };
}

describe("the picture of a logon", { timeout: 120_000 }, () => {
  it("is what freerdp-shadow's display shows, but for the colours that 16 bits lose", async ({ skip }) => {
    needs(skip, { packages: ["core", "peers", "desktop"] });
    const display = await sharedDisplay(lab);
    await scenery(lab, display);
    const server = await freerdpShadow(lab, { security: "nla", account: { user: "labuser", password } });
    const { path } = await logon(server, "labuser");
    const dumpPath = join(lab.makeFolder("dump"), "display.xwd");
    await pictureOf(lab, display, dumpPath);
    const [ours, truth] = [pngOf(path), dumpOf(dumpPath)];
    expect([ours.width, ours.height]).toEqual([truth.width, truth.height]);
    let worst = 0;
    for (const [at, value] of ours.rgb.entries()) worst = Math.max(worst, Math.abs(value - (truth.rgb[at] ?? 0)));
    expect(worst).toBeLessThanOrEqual(LOST_AT_16_BITS);
    await server.stop();
  });

  it.for([
    ["15", "rle-15", "295a8c"],
    ["16", "rle-16", "295d8c"],
    ["24", "rle-24", "2f5d8a"],
  ] as const)("has the colours of an xrdp of %s bits", async ([depth, encoding, blue], { skip }) => {
    needs(skip, { root: true, packages: ["core", "peers", "desktop"] });
    const account = await labAccount(lab, "good", password);
    const host = await desktopHost(lab, { xrdp: { ini: { max_bpp: depth } } });
    const { report, path } = await logon(host, account.user);
    await host.stop();
    expect(report).toContain(encoding);
    const { width, rgb } = pngOf(path);
    const background = (500 * width + 500) * 3;
    expect(Buffer.from(rgb.subarray(background, background + 3)).toString("hex")).toBe(blue);
  });

  it("comes from weston, which sends surface bits unasked", async ({ skip }) => {
    needs(skip, { packages: ["core", "peers"] });
    const server = await weston(lab);
    const { report, path } = await logon(server, "anybody");
    await server.stop();
    expect(report).toContain("surface-raw-32");
    const { width, height, rgb } = pngOf(path);
    // Its panel is dark, the wallpaper below it is not.
    const level = (x: number, y: number): number => rgb[(y * width + x) * 3] ?? 0;
    expect(level(Math.floor(width / 2), 8)).toBeLessThan(0x60);
    expect(level(Math.floor(width / 2), height - 8)).toBeGreaterThan(0x60);
  });
});
