import { execFile, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { ended, freePort, type Place, said } from "./fleet-hosts.ts";

/** The only version on npm, and one under development: the releases are images of Docker and tags on GitHub. */
const VERSION = "2.0.0-dev.0";
const INSTALL_LIMIT_MS = 15 * 60_000;
const FIRST_PORT = 23_001;
/** For a server that only this process reaches, and that ends with it. */
export const ACCOUNT: { readonly username: string; readonly password: string } = {
  username: "bench",
  password: "Bench-only-1",
};
/** Of a backup that it reads in: monitors that are added one by one make it send all of them each time. */
const TCP_MONITOR = {
  type: "port",
  active: 1,
  maxretries: 0,
  ignoreTls: false,
  upsideDown: false,
  invertKeyword: false,
  maxredirects: 10,
  accepted_statuscodes: ["200-299"],
  notificationIDList: {},
  tags: [],
};
const BACKUP_VERSION = "1.22.0";
const BATCHES = 20;

export interface UptimeKuma {
  readonly pids: readonly number[];
  readonly url: string;
  checks(): Promise<number>;
  /** "host:port" of all whose last check failed. */
  down(): Promise<ReadonlySet<string>>;
  stop(): Promise<void>;
}

/**
 * Installs it by npm into this folder, unless it is there. Rejects with npm's own last words when npm has it not, or when its
 * SQLite, which is in C++, cannot be had for this platform.
 */
export async function installUptimeKuma(folder: string): Promise<void> {
  if (existsSync(bindingsOf(folder))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  const npm = async (args: readonly string[]): Promise<void> => {
    try {
      await promisify(execFile)("npm", [...args], { cwd: folder, timeout: INSTALL_LIMIT_MS, maxBuffer: 2 ** 26 });
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      throw new Error(words.trim().split("\n").slice(-2).join(" "), { cause: error });
    }
  };
  await npm(["install", "--ignore-scripts", "--no-audit", "--no-fund", `uptime-kuma@${VERSION}`]);
  // Packed beside the folder in which the program looks for them.
  const migrations = join(homeOf(folder), "db");
  for (const file of readdirSync(migrations).filter((name) => name.endsWith(".sql"))) {
    copyFileSync(join(migrations, file), join(migrations, "old_migrations", file));
  }
  await npm(["rebuild", "@louislam/sqlite3"]);
  if (!existsSync(bindingsOf(folder))) throw new Error("its SQLite could not be built");
}

/** Uptime Kuma as a process of its own, which opens a TCP connection to each place in each interval. */
export async function startUptimeKuma(
  folder: string,
  places: readonly Place[],
  intervalSeconds: number,
): Promise<UptimeKuma> {
  const data = mkdtempSync(join(tmpdir(), "rdpulse-bench-kuma-"));
  const port = await freePort(FIRST_PORT);
  const child = spawn(process.execPath, ["server/server.js"], {
    cwd: homeOf(folder),
    env: {
      ...process.env,
      NODE_ENV: "production",
      UPTIME_KUMA_DB_TYPE: "sqlite",
      UPTIME_KUMA_HOST: "127.0.0.1",
      UPTIME_KUMA_PORT: String(port),
      DATA_DIR: `${data}/`,
    },
    // It writes a line a change of state, and a page of stack for each average that its query fails at.
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    await said(child, "Listening on", "Uptime Kuma");
    await addMonitors(folder, port, places, intervalSeconds);
  } catch (error) {
    await ended(child);
    rmSync(data, { recursive: true, force: true });
    throw error;
  }
  const store = new DatabaseSync(join(data, "kuma.db"), { readOnly: true });
  const count = store.prepare("SELECT count(*) AS checks FROM heartbeat");
  const failing = store.prepare(
    `SELECT monitor.hostname AS host, monitor.port AS port FROM monitor JOIN heartbeat ON heartbeat.id =
       (SELECT max(id) FROM heartbeat WHERE monitor_id = monitor.id) WHERE heartbeat.status = 0`,
  );
  return {
    pids: [child.pid ?? 0],
    url: `http://127.0.0.1:${port}`,
    checks: async () => Number(count.get()?.["checks"]),
    down: async () => new Set(failing.all().map((row) => `${String(row["host"])}:${String(row["port"])}`)),
    stop: async () => {
      store.close();
      await ended(child);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** The part of socket.io's client that is used here; it comes with Uptime Kuma. */
interface Socket {
  on(event: "connect" | "connect_error", listener: (error?: Error) => void): void;
  emitWithAck(event: string, ...values: readonly unknown[]): Promise<{ readonly ok: boolean; readonly msg?: string }>;
  disconnect(): void;
}

/** By its own API. Nobody looks at it afterwards: pages that are open cost it much. */
async function addMonitors(folder: string, port: number, places: readonly Place[], seconds: number): Promise<void> {
  const client: { readonly io: (url: string, options: object) => Socket } = createRequire(
    join(homeOf(folder), "package.json"),
  )("socket.io-client");
  const socket = client.io(`http://127.0.0.1:${port}`, { transports: ["websocket"] });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on("connect", () => resolve());
      socket.on("connect_error", (error) => reject(error ?? new Error("Uptime Kuma does not answer")));
    });
    const ask = async (event: string, ...values: readonly unknown[]): Promise<void> => {
      const { ok, msg } = await socket.emitWithAck(event, ...values);
      if (!ok) throw new Error(`Uptime Kuma, ${event}: ${msg}`);
    };
    await ask("setup", ACCOUNT.username, ACCOUNT.password);
    await ask("login", { ...ACCOUNT, token: "" });
    for (let batch = 0; batch < BATCHES; batch += 1) {
      // Neighbours in different batches, so that those that are stopped together are not asked together.
      const own = places.filter((_, index) => index % BATCHES === batch);
      const monitorList = own.map((place) => ({
        ...TCP_MONITOR,
        name: place.host,
        hostname: place.host,
        port: place.port,
        interval: seconds,
        retryInterval: seconds,
        timeout: seconds,
      }));
      // Each is asked first when it is read in, and from then on in its interval: spread over one, as the others spread them.
      const pause = sleep((1000 * seconds) / BATCHES);
      await ask("uploadBackup", JSON.stringify({ version: BACKUP_VERSION, notificationList: [], monitorList }), "keep");
      await pause;
    }
  } finally {
    socket.disconnect();
  }
}

function homeOf(folder: string): string {
  return join(folder, "node_modules", "uptime-kuma");
}

function bindingsOf(folder: string): string {
  return join(folder, "node_modules", "@louislam", "sqlite3", "lib", "binding");
}
