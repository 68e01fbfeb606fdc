import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkWritable, savePicture } from "./picture-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rdpulse-picture-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PNG = Uint8Array.of(0x89, 0x50);

describe("a picture file", () => {
  it("is written whole, for its owner only, and nothing beside it", async () => {
    const path = join(folder, "desktop.png");
    writeFileSync(path, "an older picture", { mode: 0o644 });
    await checkWritable(path);
    expect(readFileSync(path, "utf8")).toBe("an older picture");
    await savePicture(path, PNG);
    expect(readFileSync(path)).toEqual(Buffer.from(PNG));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["desktop.png"]);
  });

  it("leaves no trace of the check", async () => {
    await checkWritable(join(folder, "desktop.png"));
    expect(readdirSync(folder)).toEqual([]);
  });

  it("never replaces a folder or a device", async () => {
    mkdirSync(join(folder, "dir"));
    for (const path of [join(folder, "dir"), "/dev/null"]) {
      await expect(checkWritable(path)).rejects.toMatchObject({ whose: "operator", text: "picture.no-file" });
      await expect(savePicture(path, PNG)).rejects.toMatchObject({ text: "picture.no-file" });
    }
    expect(readdirSync(folder)).toEqual(["dir"]);
  });

  it("whose folder is missing, or none, is refused", async () => {
    const missing = checkWritable(join(folder, "none", "desktop.png"));
    await expect(missing).rejects.toMatchObject({
      text: "picture.folder-missing",
      values: { folder: join(folder, "none") },
    });
    writeFileSync(join(folder, "file"), "");
    const below = checkWritable(join(folder, "file", "desktop.png"));
    await expect(below).rejects.toMatchObject({ text: "picture.unwritable", values: { errno: "ENOTDIR" } });
  });
});
