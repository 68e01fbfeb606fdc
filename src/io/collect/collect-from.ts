import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { ArmouredArchive } from "./armoured-archive.ts";
import { CollectFailure } from "./collect-failure.ts";
import { collectorScript, type CollectorPlatform } from "./collector-script.ts";
import { type RemoteEnd, SshConnection, type SshOptions } from "./ssh-connection.ts";
import { windowsCommand, windowsInput } from "./windows-bootstrap.ts";

export interface CollectProgress {
  readonly bytes: number;
  /** The last line that the collector told. */
  readonly step?: string;
}

export interface CollectOptions extends SshOptions {
  readonly platform: CollectorPlatform | "auto";
  /** Runs the collector for xrdp through `sudo -n`. */
  readonly sudo: boolean;
  /** How many days of logs. */
  readonly days: number;
  /** Path of the archive without its ending; must not exist. */
  readonly outPath: (platform: CollectorPlatform) => string;
  readonly mostBytes: number;
  readonly silenceMs: number;
  readonly onProgress?: (progress: CollectProgress) => void;
}

export interface CollectedArchive {
  readonly path: string;
  readonly platform: CollectorPlatform;
  readonly bytes: number;
  readonly sha256: string;
}

const ZIP = Uint8Array.of(0x50, 0x4b);
const GZIP = Uint8Array.of(0x1f, 0x8b);
const STDERR_SHOWN = 300;

/**
 * Runs the read-only collector on a host over SSH and brings its archive into a new file. Nothing is left on the host: the
 * script goes through its shell's input, what Windows writes goes into a temporary folder that the command removes. Rejects
 * with CollectFailure; a part of an archive is never left behind.
 */
export async function collectFrom(options: CollectOptions): Promise<CollectedArchive> {
  const connection = await SshConnection.open(options);
  try {
    const platform = options.platform === "auto" ? await platformOf(connection, options) : options.platform;
    const script = await collectorScript(platform);
    const path = options.outPath(platform);
    const file = await ArchiveFile.create(path, options);
    try {
      const end =
        platform === "windows"
          ? await fromWindows(connection, script, options, file)
          : await fromXrdp(connection, script, options, file);
      return { path, platform, bytes: file.bytes, sha256: await file.keep(platform === "windows" ? ZIP : GZIP, end) };
    } catch (error) {
      await file.discard();
      throw error;
    }
  } finally {
    connection.close();
  }
}

/** Windows has no `uname`; its shell says so in whatever language, without the word that is looked for. */
async function platformOf(connection: SshConnection, { silenceMs }: CollectOptions): Promise<CollectorPlatform> {
  let said = "";
  await connection.run({
    command: "uname -s",
    silenceMs,
    onOutput: (bytes) => (said = (said + Buffer.from(bytes).toString("latin1")).slice(0, 1000)),
  });
  return /^(?:Linux|FreeBSD)\s*$/m.test(said) ? "xrdp" : "windows";
}

async function fromWindows(
  connection: SshConnection,
  script: string,
  options: CollectOptions,
  file: ArchiveFile,
): Promise<RemoteEnd> {
  const archive = new ArmouredArchive((bytes) => file.write(bytes));
  const end = await connection.run({
    command: windowsCommand(options.days),
    input: windowsInput(script),
    silenceMs: options.silenceMs,
    onOutput: (bytes) => {
      archive.add(Buffer.from(bytes).toString("latin1"));
    },
    onProgress: (step) => file.tell(step),
  });
  const fault = archive.end();
  if (fault !== undefined) throw noArchive(options.host, fault, end);
  return end;
}

async function fromXrdp(
  connection: SshConnection,
  script: string,
  options: CollectOptions,
  file: ArchiveFile,
): Promise<RemoteEnd> {
  const end = await connection.run({
    command: `${options.sudo ? "sudo -n " : ""}sh -s -- --stdout --days ${Math.trunc(options.days)}`,
    input: script,
    silenceMs: options.silenceMs,
    onOutput: (bytes) => file.write(bytes),
    onProgress: (step) => file.tell(step),
  });
  if (end.code !== 0) throw noArchive(options.host, file.bytes === 0 ? "no-archive" : "cut-off", end);
  return end;
}

function noArchive(
  host: string,
  fault: "no-archive" | "cut-off" | "not-base64" | "damaged",
  end: RemoteEnd,
): CollectFailure {
  const said = end.stderr.trim().split(/\r?\n/).at(-1)?.slice(0, STDERR_SHOWN) ?? "";
  const code = end.signal ?? (end.code === null ? "?" : String(end.code));
  return new CollectFailure("environment", `collect.${fault}`, { host, code, said: said === "" ? "-" : said });
}

/** The archive as it grows, beside its last name. */
class ArchiveFile {
  readonly #path: string;
  readonly #partPath: string;
  readonly #handle: FileHandle;
  readonly #options: CollectOptions;
  readonly #hash = createHash("sha256");
  #writing: Promise<unknown> = Promise.resolve();
  #head = new Uint8Array();
  #step: string | undefined;
  bytes = 0;

  private constructor(path: string, partPath: string, handle: FileHandle, options: CollectOptions) {
    this.#path = path;
    this.#partPath = partPath;
    this.#handle = handle;
    this.#options = options;
  }

  static async create(path: string, options: CollectOptions): Promise<ArchiveFile> {
    const partPath = `${path}.part`;
    try {
      // The place is taken at once, so that two runs cannot both have it. What was collected is for its owner's eyes.
      await (await open(path, "wx", 0o600)).close();
      return new ArchiveFile(path, partPath, await open(partPath, "w", 0o600), options);
    } catch (error) {
      const errno = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "?";
      const key = errno === "EEXIST" ? "collect.file-exists" : "collect.file-not-written";
      throw new CollectFailure("operator", key, { file: path, errno }, error);
    }
  }

  /** Throws CollectFailure when the host sends more than was allowed. */
  write(bytes: Uint8Array): void {
    const { host, mostBytes } = this.#options;
    this.bytes += bytes.length;
    if (this.bytes > mostBytes)
      throw new CollectFailure("operator", "collect.too-large", { host, most: Math.round(mostBytes / 1e6) });
    if (this.#head.length < 2) this.#head = Uint8Array.from([...this.#head, ...bytes.subarray(0, 2)]);
    const copy = Uint8Array.from(bytes);
    this.#hash.update(copy);
    this.#writing = this.#writing.then(() => this.#handle.write(copy));
    this.#writing.catch(() => {});
    this.#report();
  }

  tell(step: string): void {
    this.#step = step;
    this.#report();
  }

  #report(): void {
    this.#options.onProgress?.({ bytes: this.bytes, ...(this.#step === undefined ? {} : { step: this.#step }) });
  }

  /** Gives the file its name; the hash of what it holds. Rejects where it does not begin as such an archive does. */
  async keep(magic: Uint8Array, end: RemoteEnd): Promise<string> {
    if (!magic.every((byte, index) => this.#head[index] === byte))
      throw noArchive(this.#options.host, "no-archive", end);
    try {
      await this.#writing;
      await this.#handle.close();
      await rename(this.#partPath, this.#path);
    } catch (error) {
      const errno = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "?";
      throw new CollectFailure("environment", "collect.file-not-written", { file: this.#path, errno }, error);
    }
    return this.#hash.digest("hex");
  }

  async discard(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#handle.close().catch(() => {});
    await rm(this.#partPath, { force: true });
    await rm(this.#path, { force: true });
  }
}
