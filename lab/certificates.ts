// Certificates of every kind, made by openssl: expired, not yet valid, weak, for another name, for another purpose.
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Lab } from "./workshop.ts";

const execute = promisify(execFile);

/** What a certificate shall look like. Everything has a healthy default. */
export interface CertificateOptions {
  /** Start of validity in days from now, default -1. */
  readonly from?: number;
  /** End of validity in days from now, default 365. */
  readonly to?: number;
  /** `rsa:BITS`, `ec:CURVE` or `ed25519`; default rsa:2048. */
  readonly key?: `rsa:${number}` | `ec:${string}` | "ed25519";
  /** Signature digest, default sha256; ignored for Ed25519. */
  readonly digest?: "sha1" | "sha256" | "sha384" | "sha512" | "md5";
  /** Default rdp1.lab.test. */
  readonly cn?: string;
  /** `subjectAltName` as openssl writes it, such as `DNS:a.test,IP:127.0.0.1`; "" leaves it out. Default: the cn and 127.0.0.1. */
  readonly san?: string;
  /** Extended key usage, default serverAuth; "none" leaves the extension out. */
  readonly eku?: "serverAuth" | "clientAuth" | "rdp-oid" | "none";
  /** Signed with its own key, as Windows makes its own. */
  readonly selfSigned?: boolean;
  /** true: basicConstraints says CA:FALSE; false: says CA:TRUE; absent: the extension is left out. */
  readonly notCa?: boolean;
  /** Signed by this one instead of the lab's CA. */
  readonly issuer?: Certificate;
  /** A key of its own. Else certificates of the same kind of key share one, since an RSA key takes long to make. */
  readonly freshKey?: boolean;
}

/** Paths of a certificate in PEM form, its key, and the CA that a client must trust. */
export interface Certificate {
  readonly certPath: string;
  readonly keyPath: string;
  readonly caPath: string;
}

interface Shelf {
  readonly folder: string;
  readonly keys: Map<string, Promise<string>>;
  readonly made: Map<string, Promise<Certificate>>;
  ca: Promise<Certificate> | undefined;
}
const shelves = new WeakMap<Lab, Shelf>();

function shelfOf(lab: Lab): Shelf {
  const known = shelves.get(lab);
  if (known) return known;
  const shelf: Shelf = { folder: lab.makeFolder("certificates"), keys: new Map(), made: new Map(), ca: undefined };
  shelves.set(lab, shelf);
  return shelf;
}

async function makeKey(path: string, kind: string): Promise<string> {
  const [algorithm, detail = ""] = kind.split(":");
  if (algorithm === "rsa") await execute("openssl", ["genrsa", "-out", path, detail]);
  else if (algorithm === "ec")
    await execute("openssl", ["ecparam", "-name", detail, "-genkey", "-noout", "-out", path]);
  else await execute("openssl", ["genpkey", "-algorithm", "ed25519", "-out", path]);
  return path;
}

function keyOf(lab: Lab, shelf: Shelf, kind: string, fresh: boolean): Promise<string> {
  const slot = fresh ? `${kind} ${lab.next()}` : kind;
  const known = shelf.keys.get(slot);
  if (known) return known;
  const made = makeKey(join(shelf.folder, `${kind.replace(":", "-")}-${lab.next()}.key`), kind);
  shelf.keys.set(slot, made);
  return made;
}

/** The lab's own certificate authority, made on first use. */
export function authority(lab: Lab): Promise<Certificate> {
  const shelf = shelfOf(lab);
  shelf.ca ??= (async () => {
    const certPath = join(shelf.folder, "ca.pem");
    const keyPath = join(shelf.folder, "ca.key");
    const looks = ["-days", "3650", "-subj", "/CN=Lab CA", "-sha256", "-newkey", "rsa:2048", "-nodes"];
    await execute("openssl", ["req", "-x509", ...looks, "-keyout", keyPath, "-out", certPath]);
    return { certPath, keyPath, caPath: certPath };
  })();
  return shelf.ca;
}

const openSslDate = (days: number): string =>
  new Date(Date.now() + days * 86_400_000)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:T]/g, "");

const usages = { serverAuth: "serverAuth", clientAuth: "clientAuth", "rdp-oid": "1.3.6.1.4.1.311.54.1.2", none: "" };

function extensionsOf(options: CertificateOptions, cn: string): string {
  const san = options.san ?? `DNS:${cn},IP:127.0.0.1`;
  const usage = usages[options.eku ?? "serverAuth"];
  const lines = [
    san === "" ? "" : `subjectAltName=${san}`,
    usage === "" ? "" : `extendedKeyUsage=${usage}`,
    options.notCa === undefined ? "" : `basicConstraints=CA:${options.notCa ? "FALSE" : "TRUE"}`,
    options.notCa === false ? "keyUsage=keyCertSign" : "keyUsage=digitalSignature,keyEncipherment",
  ];
  return `${lines.filter((line) => line !== "").join("\n")}\n`;
}

/** Makes a certificate in a lab. The same options give the same certificate again. Throws openssl's own message. */
export function certificate(lab: Lab, options: CertificateOptions = {}): Promise<Certificate> {
  const shelf = shelfOf(lab);
  const slot = JSON.stringify(options);
  const known = options.freshKey === true ? undefined : shelf.made.get(slot);
  if (known) return known;
  const made = makeCertificate(lab, shelf, options);
  shelf.made.set(slot, made);
  return made;
}

async function makeCertificate(lab: Lab, shelf: Shelf, options: CertificateOptions): Promise<Certificate> {
  const kind = options.key ?? "rsa:2048";
  const cn = options.cn ?? "rdp1.lab.test";
  const [key, ca] = await Promise.all([
    keyOf(lab, shelf, kind, options.freshKey ?? false),
    options.issuer ?? authority(lab),
  ]);
  const folder = join(shelf.folder, String(lab.next()));
  mkdirSync(folder);
  const at = (name: string): string => join(folder, name);
  // Ed25519 brings its own digest and openssl refuses any other.
  const digest = kind === "ed25519" ? "default" : (options.digest ?? "sha256");
  writeFileSync(at("index.txt"), "");
  writeFileSync(at("extensions"), extensionsOf(options, cn));
  // `openssl ca`, since in OpenSSL 3.0 `openssl x509` cannot set the start of validity.
  const settings = [
    `[ca]\ndefault_ca=d\n[d]\ndatabase=${at("index.txt")}\nnew_certs_dir=${folder}\nrand_serial=yes`,
    `default_md=${digest}\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n`,
  ];
  writeFileSync(at("ca.cnf"), settings.join("\n"));
  await execute("openssl", ["req", "-new", "-key", key, "-subj", `/CN=${cn}`, "-out", at("request")]);
  const signer = options.selfSigned ? ["-selfsign", "-keyfile", key] : ["-cert", ca.certPath, "-keyfile", ca.keyPath];
  const validity = ["-startdate", openSslDate(options.from ?? -1), "-enddate", openSslDate(options.to ?? 365)];
  const files = ["-config", at("ca.cnf"), "-in", at("request"), "-out", at("cert.pem"), "-extfile", at("extensions")];
  await execute("openssl", ["ca", "-batch", "-notext", "-md", digest, ...files, ...validity, ...signer]);
  await copyFile(key, at("key.pem"));
  const certPath = at("cert.pem");
  return { certPath, keyPath: at("key.pem"), caPath: options.selfSigned ? certPath : ca.caPath };
}

/** Path of an OpenSSL configuration that allows TLS 1.0, 1024-bit keys and SHA-1; give it as OPENSSL_CONF. */
export function legacyOpenSsl(lab: Lab): string {
  const path = join(shelfOf(lab).folder, "legacy.cnf");
  const chain = "openssl_conf = oc\n[oc]\nssl_conf = sc\n[sc]\nsystem_default = sd\n[sd]\n";
  writeFileSync(path, `${chain}MinProtocol = TLSv1\nCipherString = DEFAULT:@SECLEVEL=0\n`);
  return path;
}
