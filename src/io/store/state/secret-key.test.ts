import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../open-store.ts";
import { makeSecretKey, readSecretKey, SecretKey } from "./secret-key.ts";

const key = new SecretKey(new Uint8Array(32).fill(7));

// Every opening of a store starts threads; on a machine at work that takes its time.
const TIMEOUT = { timeout: 60_000 };

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rdpulse-key-"));
  path = join(folder, "secret.key");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("SecretKey", TIMEOUT, () => {
  it("opens what it sealed, under the same name alone", () => {
    const sealed = key.seal("1/smtp", "pässwörd");
    expect(key.unseal("1/smtp", sealed)).toBe("pässwörd");
    expect(key.unseal("2/smtp", sealed)).toBeNull();
    expect(new SecretKey(new Uint8Array(32)).unseal("1/smtp", sealed)).toBeNull();
  });

  it("never seals alike twice, and notices every changed byte", () => {
    const sealed = key.seal("a", "secret");
    expect(Buffer.from(key.seal("a", "secret").box)).not.toEqual(Buffer.from(sealed.box));
    for (let at = 0; at < sealed.box.length; at += 1) {
      const box = sealed.box.slice();
      box[at] = (box[at] ?? 0) ^ 1;
      expect(key.unseal("a", { ...sealed, box })).toBeNull();
    }
    expect(key.unseal("a", { ...sealed, box: sealed.box.subarray(0, 5) })).toBeNull();
  });

  it("does not tell itself", () => {
    const shown = [String(key), JSON.stringify(key), inspect(key, { depth: 5, showHidden: true })].join(" ");
    expect(shown).not.toMatch(/07070707|7, 7, 7/u);
  });
});

describe("the key file", TIMEOUT, () => {
  it("is made once, for its owner alone, by whoever comes first", async () => {
    expect(await readSecretKey(path)).toBeNull();
    const made = await Promise.all([1, 2, 3].map(async () => makeSecretKey(path)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect((await readSecretKey(path))?.id).toBe(made[0]?.id);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["secret.key"]);
  });

  it.each(["", "rdpulse-secret-key/1 abc", "rdpulse-secret-key/9 ".padEnd(85, "a"), "\u0000"])(
    "%j is turned down with its path",
    async (content) => {
      writeFileSync(path, content, { mode: 0o600 });
      await expect(readSecretKey(path)).rejects.toMatchObject({
        trouble: "unusable",
        message: expect.stringContaining(path),
      });
    },
  );

  it("is turned down when others may read it", async () => {
    await makeSecretKey(path);
    chmodSync(path, 0o644);
    await expect(readSecretKey(path)).rejects.toMatchObject({ message: expect.stringContaining("chmod 600") });
  });
});

describe("secrets in a store", TIMEOUT, () => {
  it("are in none of its files, and need the key that they were put with", async () => {
    const store = await openStore({ folder });
    await store.safe.putSecret(1, "smtp", "correct-horse-battery", 1);
    await store.close();
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name)).includes("correct-horse-battery")).toBe(false);
    }
    rmSync(path);
    const without = await openStore({ folder });
    const needsKey = { trouble: "unusable", message: expect.stringContaining(path) };
    await expect(without.safe.secret(1, "smtp")).rejects.toMatchObject(needsKey);
    // A new key beside the lost one would hide the loss.
    await expect(without.safe.putSecret(1, "other", "x", 1)).rejects.toMatchObject(needsKey);
    await makeSecretKey(path);
    await expect(without.safe.secret(1, "smtp")).rejects.toMatchObject(needsKey);
    expect(await without.safe.removeSecret(1, "smtp")).toBe(true);
    await without.safe.putSecret(1, "other", "x", 1);
    expect(await without.safe.secret(1, "other")).toBe("x");
    await without.close();
  });
});
