import ssh2 from "ssh2";
import { CollectFailure } from "./collect-failure.ts";
import { keyFault } from "./private-key.ts";
import {
  fingerprintOf,
  type HostKeyPolicy,
  type HostKeyVerdict,
  judgeHostKey,
  keyType,
  wantedAlgorithms,
} from "./host-keys.ts";

/** Where to, as whom, and how that is proven. */
export interface SshOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly hostKeys: HostKeyPolicy;
  /** Path of an agent's socket. */
  readonly agent?: string;
  readonly privateKey?: string;
  /** Name of the key for people: its file. */
  readonly privateKeyName?: string;
  readonly passphrase?: string;
  readonly password?: string;
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** How a command on the host ended. */
export interface RemoteEnd {
  readonly code: number | null;
  readonly signal?: string;
  /** The last part of what it wrote to stderr. */
  readonly stderr: string;
}

export interface RemoteCommand {
  readonly command: string;
  readonly input?: string;
  readonly onOutput: (bytes: Uint8Array) => void;
  /** Whole lines of stderr as they come. */
  readonly onProgress?: (line: string) => void;
  /** Nothing at all for so long ends it. */
  readonly silenceMs: number;
}

const STDERR_KEPT = 4000;
const KEEP_ALIVE_MS = 15_000;

/** An SSH connection whose host key was verified before anything was sent. */
export class SshConnection {
  readonly #client: ssh2.Client;
  readonly #options: SshOptions;
  #lost: Error | undefined;

  private constructor(client: ssh2.Client, options: SshOptions) {
    this.#client = client;
    this.#options = options;
    client.on("error", (error) => (this.#lost ??= error));
  }

  /** Connects and signs in. Rejects with CollectFailure. */
  static async open(options: SshOptions): Promise<SshConnection> {
    const { host, port, user, hostKeys, signal } = options;
    const fault = options.privateKey === undefined ? undefined : keyFault(options.privateKey, options.passphrase);
    if (fault !== undefined)
      throw new CollectFailure("operator", "collect.bad-key", { file: options.privateKeyName ?? "", reason: fault });
    const client = new ssh2.Client();
    let shown: Uint8Array | undefined;
    let verdict: HostKeyVerdict | undefined;
    const algorithms = wantedAlgorithms(hostKeys, host, port);
    const opened = new Promise<void>((resolve, reject) => {
      client.once("ready", resolve);
      client.once("error", reject);
      client.once("close", () => reject(new Error("closed")));
      if (signal.aborted) reject(new Error("interrupted"));
      signal.addEventListener("abort", () => client.destroy(), { once: true });
    });
    try {
      client.connect({
        host,
        port,
        username: user,
        readyTimeout: options.connectTimeoutMs,
        keepaliveInterval: KEEP_ALIVE_MS,
        ...(options.agent === undefined ? {} : { agent: options.agent }),
        ...(options.privateKey === undefined ? {} : { privateKey: options.privateKey }),
        ...(options.passphrase === undefined ? {} : { passphrase: options.passphrase }),
        ...(options.password === undefined ? {} : { password: options.password }),
        ...(algorithms === undefined ? {} : { algorithms: { serverHostKey: algorithms.filter(isSpoken) } }),
        hostVerifier: (key: Buffer) => {
          shown = key;
          verdict = judgeHostKey(hostKeys, host, port, key);
          return verdict === "trusted";
        },
      });
      await opened;
      return new SshConnection(client, options);
    } catch (error) {
      client.destroy();
      throw whyNotOpened(error, options, shown, verdict);
    }
  }

  /** Runs a command to its end. Rejects with CollectFailure when the connection is lost or nothing comes any more. */
  async run({ command, input, onOutput, onProgress, silenceMs }: RemoteCommand): Promise<RemoteEnd> {
    const { host, signal } = this.#options;
    return new Promise<RemoteEnd>((resolve, reject) => {
      let stderr = "";
      let line = "";
      let end: RemoteEnd | undefined;
      const timer = setTimeout(() => {
        reject(new CollectFailure("environment", "collect.silence", { host, seconds: Math.round(silenceMs / 1000) }));
        this.close();
      }, silenceMs);
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        act();
      };
      const lose = (): void =>
        settle(() =>
          reject(new CollectFailure("environment", "collect.lost", { host, reason: this.#lost?.message ?? "closed" })),
        );
      this.#client.once("close", () => (end === undefined ? lose() : undefined));
      if (signal.aborted || this.#lost !== undefined) return lose();
      this.#client.exec(command, (error, channel) => {
        if (error !== undefined)
          return settle(() =>
            reject(new CollectFailure("environment", "collect.no-command", { host, reason: error.message })),
          );
        const take = (act: (bytes: Buffer) => void) => (bytes: Buffer) => {
          timer.refresh();
          try {
            act(bytes);
          } catch (fault) {
            settle(() => reject(fault instanceof Error ? fault : new Error(String(fault))));
            this.close();
          }
        };
        channel.on("data", take(onOutput));
        channel.stderr.on(
          "data",
          take((bytes) => {
            const text = bytes.toString("utf8");
            stderr = (stderr + text).slice(-STDERR_KEPT);
            const lines = (line + text).split(/\r?\n/);
            line = (lines.pop() ?? "").slice(-STDERR_KEPT);
            for (const one of lines) if (one.trim() !== "") onProgress?.(one.trim());
          }),
        );
        channel.on("exit", (code: number | null, name?: string) => {
          end = { code, stderr: "", ...(name === undefined ? {} : { signal: name }) };
        });
        channel.on("error", () => lose());
        channel.on("close", () => settle(() => resolve({ ...(end ?? { code: null }), stderr })));
        channel.end(input);
      });
    });
  }

  close(): void {
    this.#client.end();
    this.#client.destroy();
  }
}

const SPOKEN: ReadonlySet<string> = new Set([
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
  "ssh-rsa",
]);

function isSpoken(algorithm: string): algorithm is ssh2.ServerHostKeyAlgorithm {
  return SPOKEN.has(algorithm);
}

function whyNotOpened(
  error: unknown,
  { host, port, user, connectTimeoutMs, signal }: SshOptions,
  key: Uint8Array | undefined,
  verdict: HostKeyVerdict | undefined,
): CollectFailure {
  const words = error instanceof Error ? error.message : String(error);
  const values = { host, port, user, reason: words };
  if (signal.aborted) return new CollectFailure("operator", "collect.interrupted", values, error);
  if (key !== undefined && verdict !== undefined && verdict !== "trusted") {
    const shown = { ...values, type: keyType(key), fingerprint: fingerprintOf(key) };
    return new CollectFailure("operator", `collect.host-key-${verdict}`, shown, error);
  }
  const level = error instanceof Error && "level" in error ? error.level : undefined;
  if (level === "client-authentication") return new CollectFailure("operator", "collect.refused", values, error);
  if (level === "client-timeout")
    return new CollectFailure(
      "environment",
      "collect.connect-timeout",
      { ...values, seconds: Math.round(connectTimeoutMs / 1000) },
      error,
    );
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return new CollectFailure("environment", "collect.no-name", values, error);
  if (level === "handshake") return new CollectFailure("environment", "collect.handshake", values, error);
  return new CollectFailure(
    "environment",
    "collect.not-connected",
    { ...values, reason: code === "" ? words : code },
    error,
  );
}
