// MIT's key distribution centre with a realm of its own: its database, keys and configuration lie in the lab's folder.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandOutcome, Lab } from "../workshop.ts";
import { place, startServer, type LabServer, type Placement } from "./server.ts";

/** What a KDC shall be like. Default port 88, default realm LAB.TEST. */
export interface KdcOptions extends Placement {
  readonly realm?: string;
  /** Lifetime of tickets in seconds, default 3600. */
  readonly ticketLifetimeS?: number;
}

/** A running KDC. */
export interface Kdc extends LabServer {
  readonly realm: string;
  /** What a Kerberos program needs in its environment to use this realm and no other. */
  readonly env: Readonly<Record<string, string>>;
  /** Makes a principal with a password, such as "anna". */
  addUser(name: string, password: string): Promise<void>;
  /** Makes a principal of a service, such as "TERMSRV/host.lab.test"; resolves to the path of its keytab. */
  addService(name: string): Promise<string>;
  /** Gets a ticket for a user; resolves to its KRB5CCNAME, or throws with what kinit said. */
  ticket(name: string, password: string): Promise<string>;
  /** Asks for a ticket to a service, as a client does on its way to it. */
  serviceTicket(cache: string, service: string): Promise<CommandOutcome>;
  /** The log of every request and its answer. */
  requestLog(): string;
}

/** udp_preference_limit=1: always TCP. No DNS is asked, names are taken as they are. */
const clientSettings = (realm: string, where: string): string => `[libdefaults]
 default_realm = ${realm}
 dns_lookup_realm = false
 dns_lookup_kdc = false
 dns_canonicalize_hostname = false
 rdns = false
 udp_preference_limit = 1
[realms]
 ${realm} = {
  kdc = ${where}
 }
[domain_realm]
 .${realm.toLowerCase()} = ${realm}
`;

const serverSettings = (realm: string, where: string, folder: string, lifetimeS: number): string => `[kdcdefaults]
 kdc_listen = ${where}
 kdc_tcp_listen = ${where}
[realms]
 ${realm} = {
  database_name = ${folder}/principal
  acl_file = ${folder}/acl
  key_stash_file = ${folder}/stash
  max_life = ${lifetimeS}s
  supported_enctypes = aes256-cts:normal aes128-cts:normal
  default_principal_flags = +preauth
 }
[logging]
 kdc = FILE:${folder}/requests.log
`;

/** Starts a KDC; resolves when it listens. Needs the packages of group "kerberos". */
export async function kdc(lab: Lab, options: KdcOptions = {}): Promise<Kdc> {
  const { address, port, netns } = place(lab, { port: 88, ...options });
  const realm = options.realm ?? "LAB.TEST";
  const folder = lab.makeFolder("kdc");
  // Tools in the same namespace reach "any" on loopback.
  const reachable = `${address === "0.0.0.0" ? "127.0.0.1" : address}:${port}`;
  const settings = join(folder, "krb5.conf");
  writeFileSync(settings, clientSettings(realm, reachable));
  writeFileSync(
    join(folder, "kdc.conf"),
    serverSettings(realm, `${address}:${port}`, folder, options.ticketLifetimeS ?? 3600),
  );
  const env = { KRB5_CONFIG: settings };
  const ownEnv = { ...env, KRB5_KDC_PROFILE: join(folder, "kdc.conf") };
  const must = async (command: string, args: readonly string[], input = "", more = {}): Promise<CommandOutcome> => {
    const done = await lab.run(command, args, {
      env: { ...ownEnv, ...more },
      input,
      ...(netns === undefined ? {} : { netns }),
    });
    if (done.code !== 0) throw new Error(`${command}: ${(done.stderr || done.stdout).trim()}`);
    return done;
  };
  const admin = async (request: string): Promise<void> => {
    const done = await must("kadmin.local", ["-r", realm], `${request}\n`);
    // It ends with 0 whatever happened.
    const refused = done.stderr.split("\n").find((line) => /^(?!No policy|WARNING).*: .*while/i.test(line));
    if (refused !== undefined) throw new Error(`kadmin.local: ${refused}`);
  };
  await must("kdb5_util", ["create", "-s", "-r", realm, "-P", randomBytes(12).toString("hex")]);
  const server = await startServer(lab, {
    kind: "kdc",
    command: "krb5kdc",
    args: ["-n", "-r", realm],
    env: ownEnv,
    logPath: join(folder, "kdc.log"),
    address,
    port,
    netns,
    ready: "listens",
  });
  const requests = join(folder, "requests.log");
  return {
    ...server,
    realm,
    env,
    addUser: (name, password) => admin(`addprinc -pw "${password}" ${name}`),
    addService: async (name) => {
      const keytab = join(folder, `keytab-${lab.next()}`);
      await admin(`addprinc -randkey ${name}`);
      await admin(`ktadd -k ${keytab} ${name}`);
      return keytab;
    },
    ticket: async (name, password) => {
      const cache = `FILE:${join(folder, `tickets-${lab.next()}`)}`;
      await must("kinit", [name], `${password}\n`, { KRB5CCNAME: cache });
      return cache;
    },
    serviceTicket: (cache, service) =>
      lab.run("kvno", [service], { env: { ...env, KRB5CCNAME: cache }, ...(netns === undefined ? {} : { netns }) }),
    requestLog: () => (existsSync(requests) ? readFileSync(requests, "utf8") : ""),
  };
}
