import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from "node:crypto";
import { link, open, readFile, rm, stat } from "node:fs/promises";
import { StoreFailure } from "../store-failure.ts";
import { sha256Hex } from "./digest.ts";

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = "rdpulse-secret-key/1";

/** What a secret is in the store. */
export interface SealedSecret {
  readonly keyId: string;
  readonly nonce: Uint8Array;
  /** Cipher text with its tag behind it. */
  readonly box: Uint8Array;
}

/** The key of the secrets: AES-256-GCM, in a file of its own, never in the store and never in a backup. */
export class SecretKey {
  /** Names the key without telling it. */
  readonly id: string;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.id = sha256Hex(bytes).slice(0, 16);
  }

  /** `name` is bound to it: a secret that was moved to another name does not open. */
  seal(name: string, value: string): SealedSecret {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#bytes, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(name, "utf8"));
    const text = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
    return { keyId: this.id, nonce, box: Buffer.concat([text, cipher.getAuthTag()]) };
  }

  /** null for another key, another name, or a changed box. */
  unseal(name: string, { nonce, box }: SealedSecret): string | null {
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#bytes, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(name, "utf8"));
      decipher.setAuthTag(box.subarray(-TAG_BYTES));
      const text = [decipher.update(box.subarray(0, -TAG_BYTES)), decipher.final()];
      return Buffer.concat(text).toString("utf8");
    } catch {
      return null;
    }
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }
}

/** The key in this file, null when there is none. Rejects with StoreFailure when it is damaged or open to others. */
export async function readSecretKey(path: string): Promise<SecretKey | null> {
  let text: string;
  let mode: number;
  try {
    [text, { mode }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new StoreFailure(
      "unusable",
      `${path}: the key of the secrets cannot be read; look at its owner and mode`,
      error,
    );
  }
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    throw new StoreFailure("unusable", `${path}: others may read the key of the secrets; run: chmod 600 ${path}`);
  }
  const [form, hex = "", ...more] = text.trim().split(/\s+/u);
  if (form !== FORM || !/^[0-9a-f]{64}$/u.test(hex) || more.length > 0) {
    throw new StoreFailure("unusable", `${path}: this is no key of RDPulse; put the right file there`);
  }
  return new SecretKey(Buffer.from(hex, "hex"));
}

/** Makes the key file, mode 0600. Of two processes at once one makes it and both use it. */
export async function makeSecretKey(path: string): Promise<SecretKey> {
  const own = `${path}.${randomUUID()}`;
  try {
    const file = await open(own, "wx", 0o600);
    try {
      await file.writeFile(`${FORM} ${randomBytes(KEY_BYTES).toString("hex")}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // Appears whole or not at all, and never in place of another one.
    await link(own, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      throw new StoreFailure(
        "unusable",
        `${path}: the key of the secrets cannot be written; look at the folder`,
        error,
      );
    }
  } finally {
    await rm(own, { force: true });
  }
  const key = await readSecretKey(path);
  if (key === null) throw new StoreFailure("unusable", `${path}: the key of the secrets vanished while it was made`);
  return key;
}
