import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { Secret } from "../../core/sequence/index.ts";
import type { Localized } from "../../core/texts/index.ts";

const MOST_BYTES = 65_536;
const OTHERS_MAY_READ = 0o007;

/** Where references lead. */
export interface SecretWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Paths that are not absolute begin here: the folder of the configuration file. */
  readonly folder: string;
  /** A secret that the store keeps encrypted; null where there is none of that name. */
  readonly stored: (name: string) => Promise<string | null>;
  /** Told of a file that every account of this machine may read. */
  readonly onOpenFile?: (path: string) => void;
}

/** A reference that leads nowhere; neither text nor message holds anything but the reference. */
export class SecretUnavailable extends Error {
  override readonly name = "SecretUnavailable";
  readonly text: Localized;

  constructor(text: Localized) {
    super(text.en);
    this.text = text;
  }
}

/** The secret behind env:NAME, file:PATH or secret:NAME. Rejects with SecretUnavailable. */
export async function resolveSecret(reference: string, world: SecretWorld): Promise<Secret> {
  const [, kind, name = ""] = /^(env|file|secret):(.+)$/su.exec(reference) ?? [];
  switch (kind) {
    case "env": {
      const value = world.env[name];
      if (value !== undefined && value !== "") return new Secret(value);
      throw new SecretUnavailable({
        en: `the environment variable ${name} is not set`,
        zh: `未设置环境变量 ${name}`,
      });
    }
    case "file":
      return readSecretFile(resolve(world.folder, name), world);
    case "secret": {
      const value = await world.stored(name);
      if (value !== null) return new Secret(value);
      throw new SecretUnavailable({
        en: `the store keeps no secret called ${name}`,
        zh: `存储中没有名为 ${name} 的机密`,
      });
    }
    default:
      throw new SecretUnavailable({
        en: "a secret is given as env:NAME, file:PATH or secret:NAME",
        zh: "机密须写成 env:NAME、file:PATH 或 secret:NAME",
      });
  }
}

/** Without the line end that editors leave. */
async function readSecretFile(path: string, { onOpenFile }: SecretWorld): Promise<Secret> {
  let text: string;
  try {
    const handle = await open(path, "r");
    try {
      const { mode } = await handle.stat();
      if (process.platform !== "win32" && (mode & OTHERS_MAY_READ) !== 0) onOpenFile?.(path);
      const bytes = Buffer.alloc(MOST_BYTES);
      const { bytesRead } = await handle.read(bytes, 0, MOST_BYTES, 0);
      text = bytes.toString("utf8", 0, bytesRead).replace(/\r?\n$/, "");
    } finally {
      await handle.close();
    }
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new SecretUnavailable({ en: `${path} cannot be read (${why})`, zh: `无法读取 ${path}（${why}）` });
  }
  if (text !== "") return new Secret(text);
  throw new SecretUnavailable({ en: `${path} is empty`, zh: `${path} 是空文件` });
}
