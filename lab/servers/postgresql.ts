// PostgreSQL with a cluster of its own, on a loopback address of its own, as an account without rights.
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type CommandOutcome, isRoot, type Lab } from "../workshop.ts";
import { place, startServer, type LabServer, type Placement } from "./server.ts";

const BINARIES = "/usr/lib/postgresql/15/bin";
/** The account of Debian's package; the server refuses to run as root. */
const ACCOUNT = "postgres";
const PORT = 5432;
const READY_WITHIN_MS = 20_000;

export interface PostgresqlOptions extends Placement {
  /** Cluster of a server that was stopped, to start it again: its `folder`. */
  readonly folder?: string;
  /** Further settings of the server, such as `max_connections`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface PostgresqlServer extends LabServer {
  readonly folder: string;
  /** Of the database "rdpulse", which its owner enters without a password. */
  readonly url: string;
  /** A new empty database in it; gives its URL. */
  makeDatabase(name: string): Promise<string>;
}

/** Starts PostgreSQL 15; resolves when it takes connections. */
export async function postgresql(lab: Lab, options: PostgresqlOptions = {}): Promise<PostgresqlServer> {
  const { address, port, netns } = place(lab, { port: PORT, ...options });
  const folder = options.folder ?? lab.makeFolder("postgresql");
  const cluster = join(folder, "cluster");
  const asAccount = isRoot() ? ["setpriv", `--reuid=${ACCOUNT}`, `--regid=${ACCOUNT}`, "--init-groups"] : [];
  const run = async (...command: readonly string[]): Promise<string> => {
    const [program = "", ...args] = [...asAccount, ...command];
    const outcome = await lab.run(program, args, netns === undefined ? {} : { netns });
    if (outcome.code !== 0) throw new Error(`${command.join(" ")}: ${outcome.stderr || outcome.stdout}`);
    return outcome.stdout;
  };
  if (!existsSync(cluster)) {
    if (isRoot()) {
      // The way to the cluster must be open, but not what lies beside it.
      chmodSync(lab.folder, 0o711);
      await lab.run("chown", [ACCOUNT, folder]);
    }
    await run(`${BINARIES}/initdb`, "-D", cluster, "-U", "rdpulse", "-A", "trust", "-E", "UTF8", "--locale=C", "-N");
  }
  const settings = { listen_addresses: address, port: String(port), unix_socket_directories: folder };
  const [program = "", ...args] = [
    ...asAccount,
    `${BINARIES}/postgres`,
    "-D",
    cluster,
    ...Object.entries({ ...settings, ...options.settings }).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const server = await startServer(lab, {
    kind: "postgresql",
    command: program,
    args,
    logPath: join(lab.folder, `postgresql-${lab.next()}.log`),
    address,
    port,
    netns,
    ready: "listens",
  });
  const urlOf = (name: string): string => `postgres://rdpulse@${address}:${port}/${name}`;
  const psql = async (database: string, sql: string): Promise<string> =>
    run(`${BINARIES}/psql`, "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-d", urlOf(database), "-c", sql);
  const makeDatabase = async (name: string): Promise<string> => {
    await psql("postgres", `CREATE DATABASE "${name}"`);
    return urlOf(name);
  };
  await untilReady(async () => lab.run(`${BINARIES}/pg_isready`, ["-q", "-h", address, "-p", String(port)]));
  if ((await psql("postgres", "SELECT 1 FROM pg_database WHERE datname = 'rdpulse'")).trim() === "") {
    await makeDatabase("rdpulse");
  }
  return { ...server, folder, url: urlOf("rdpulse"), makeDatabase };
}

/** It listens before it takes connections: after a hard end it first repeats its log. */
async function untilReady(ask: () => Promise<CommandOutcome>): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while ((await ask()).code !== 0) {
    if (performance.now() > deadline) throw new Error("postgresql listens, but takes no connections");
    await sleep(30);
  }
}
