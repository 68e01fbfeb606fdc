import { fromUtf16 } from "../bytes/index.ts";
import type { TargetSettings } from "../fleet/index.ts";
import { decodeRdpFile, RdpFileError } from "../inventory/index.ts";
import { DEFAULT_PORT, HOST_PATTERN, hostAndPort } from "../plan/index.ts";
import { addressRange } from "./address-range.ts";

/** A network or range of addresses: it is looked through, not watched whole. */
export interface PastedNetwork {
  readonly text: string;
  readonly addresses: number;
}

/** A part of the text that names no host. */
export interface PastedTrouble {
  /** From 1; 0 where the whole text is meant. */
  readonly line: number;
  readonly text: string;
  readonly why: "bad-host" | "bad-range" | "bad-rdp-file" | "bad-json" | "too-many" | "too-long";
}

/** What somebody pasted, understood. Every host once, in the order given. */
export interface PastedHosts {
  readonly hosts: readonly TargetSettings[];
  readonly networks: readonly PastedNetwork[];
  readonly troubles: readonly PastedTrouble[];
  readonly duplicates: number;
}

const MOST_HOSTS = 10_000;
const MOST_TROUBLES = 100;
const MOST_CHARACTERS = 4_000_000;
const LONGEST_LINE = 4000;
const SHOWN = 80;

/** Heads of columns as inventories export them, and the setting that each is. */
const HEADS: ReadonlyMap<string, "host" | "name" | "port" | "site" | "pool" | "gateway"> = new Map([
  ...[
    "host",
    "hostname",
    "fqdn",
    "target",
    "address",
    "ip",
    "ipaddress",
    "dnshostname",
    "server",
    "主机",
    "地址",
    "ip地址",
  ].map((head) => [head, "host"] as const),
  ...["name", "computer", "computername", "displayname", "名称", "计算机名"].map((head) => [head, "name"] as const),
  ...["port", "端口"].map((head) => [head, "port"] as const),
  ...["site", "location", "站点", "位置"].map((head) => [head, "site"] as const),
  ...["pool", "group", "collection", "主机池", "分组"].map((head) => [head, "pool"] as const),
  ...["gateway", "rdgateway", "网关"].map((head) => [head, "gateway"] as const),
]);

/**
 * Understands what people have at hand: names and addresses one a line or many in a line, `host:port`, `rdp://…`, networks and
 * ranges, a table with or without heads, a JSON list of names or of objects, or the text of an `.rdp` file. Never throws.
 */
export function readPastedHosts(text: string): PastedHosts {
  const pasted = new Pasted();
  if (text.length > MOST_CHARACTERS) pasted.trouble(0, text.slice(0, SHOWN), "too-long");
  else pasted.read(text.replace(/^\ufeff/u, ""));
  return pasted.result();
}

class Pasted {
  readonly #hosts = new Map<string, TargetSettings>();
  readonly #networks = new Map<string, PastedNetwork>();
  readonly #troubles: PastedTrouble[] = [];
  #duplicates = 0;

  result(): PastedHosts {
    return {
      hosts: [...this.#hosts.values()],
      networks: [...this.#networks.values()],
      troubles: this.#troubles,
      duplicates: this.#duplicates,
    };
  }

  trouble(line: number, text: string, why: PastedTrouble["why"]): void {
    if (this.#troubles.length < MOST_TROUBLES) this.#troubles.push({ line, text: text.slice(0, SHOWN), why });
  }

  read(text: string): void {
    const start = text.trimStart();
    if (start.startsWith("{") || start.startsWith("[{") || /^\[\s*["{]/u.test(start)) this.#readJson(text);
    else if (/^(?:full address|alternate full address):s:/imu.test(text)) this.#readRdpFile(text);
    else this.#readLines(text);
  }

  #readJson(text: string): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.trouble(0, text.trim(), "bad-json");
      return;
    }
    const list = Array.isArray(value) ? value : listIn(value);
    for (const [index, entry] of list.entries()) {
      if (typeof entry === "string") this.#addWord(index + 1, entry.trim(), {});
      else if (typeof entry === "object" && entry !== null) this.#addObject(index + 1, entry);
      else this.trouble(index + 1, String(entry), "bad-host");
    }
  }

  #addObject(line: number, entry: object): void {
    const known: Partial<Record<"host" | "name" | "port" | "site" | "pool" | "gateway", string>> = {};
    for (const [key, value] of Object.entries(entry)) {
      const setting = HEADS.get(headOf(key));
      if (setting !== undefined && (typeof value === "string" || typeof value === "number"))
        known[setting] = String(value);
    }
    const { host = known.name ?? "", ...rest } = known;
    this.#addWord(line, host.trim(), rest);
  }

  #readRdpFile(text: string): void {
    try {
      const file = decodeRdpFile(fromUtf16(`\ufeff${text}`));
      const address = file.alternateFullAddress ?? file.fullAddress ?? "";
      const parts = hostAndPort(address, file.serverPort ?? DEFAULT_PORT);
      if (parts === undefined) this.trouble(0, address, "bad-rdp-file");
      else {
        const { loadBalanceInfo } = file;
        this.#add({ ...parts, ...(loadBalanceInfo === undefined ? {} : { loadBalanceInfo }) });
      }
    } catch (error) {
      if (!(error instanceof RdpFileError)) throw error;
      this.trouble(error.line, "", "bad-rdp-file");
    }
  }

  #readLines(text: string): void {
    const lines = text.split(/\r\n|\n|\r/u);
    const first = lines.findIndex((line) => line.trim() !== "" && !line.trim().startsWith("#"));
    const heads = headsIn(lines[first] ?? "");
    lines.forEach((raw, index) => {
      const line = raw.trim();
      if (line === "" || line.startsWith("#") || (heads !== undefined && index === first)) return;
      if (line.length > LONGEST_LINE) this.trouble(index + 1, line, "too-long");
      else if (heads === undefined) this.#readWords(index + 1, line);
      else this.#readCells(index + 1, line, heads);
    });
  }

  /** A table without heads names hosts in its first column; other text may name many in a line. */
  #readWords(line: number, text: string): void {
    const cells = text.split(/[,;\t]/u).map(unquoted);
    const isList = cells.every((cell) => cell === "" || isEndpoint(cell));
    const words = isList ? cells : /[,;\t]/u.test(text) ? cells.slice(0, 1) : text.split(/\s+/u);
    for (const word of words) if (word !== "") this.#addWord(line, word, {});
  }

  #readCells(line: number, text: string, heads: readonly (string | undefined)[]): void {
    const cells = text.split(/[,;\t]/u).map(unquoted);
    const entry = Object.fromEntries(
      heads.flatMap((head, index) => {
        const cell = cells[index] ?? "";
        return head === undefined || cell === "" ? [] : [[head, cell]];
      }),
    );
    if (Object.keys(entry).length > 0) this.#addObject(line, entry);
  }

  #addWord(
    line: number,
    word: string,
    more: Partial<Record<"name" | "port" | "site" | "pool" | "gateway", string>>,
  ): void {
    const text = /^rdp:\/\//iu.test(word) ? addressOfUri(word) : word;
    const range = addressRange(text);
    if (range === "bad") {
      this.trouble(line, word, "bad-range");
      return;
    }
    if (range !== undefined) {
      this.#networks.set(text, { text, addresses: Number(range.count) });
      return;
    }
    const port = /^\d{1,5}$/u.test(more.port ?? "") ? Number(more.port) : DEFAULT_PORT;
    const parts = hostAndPort(text, port);
    if (parts === undefined || !isHostName(parts.host)) {
      this.trouble(line, word, "bad-host");
      return;
    }
    const { name, site, pool, gateway } = more;
    this.#add({
      ...parts,
      ...(name === undefined || name === text ? {} : { name: name.slice(0, 128) }),
      ...(site === undefined ? {} : { site: site.slice(0, 128) }),
      ...(pool === undefined ? {} : { pool: pool.slice(0, 128) }),
      ...(gateway === undefined ? {} : { gateway: gateway.slice(0, 253) }),
    });
  }

  #add(settings: TargetSettings): void {
    const key = `${settings.host.toLowerCase()} ${settings.port ?? DEFAULT_PORT}`;
    if (this.#hosts.has(key)) {
      this.#duplicates += 1;
      return;
    }
    if (this.#hosts.size >= MOST_HOSTS) {
      if (!this.#troubles.some(({ why }) => why === "too-many")) this.trouble(0, settings.host, "too-many");
      return;
    }
    const { port, ...rest } = settings;
    this.#hosts.set(key, port === DEFAULT_PORT || port === undefined ? rest : settings);
  }
}

/** The URI that Microsoft's clients register (`rdp://full%20address=s:HOST:PORT&…`), or plain `rdp://HOST:PORT`. */
function addressOfUri(uri: string): string {
  const rest = uri.slice("rdp://".length).replace(/[&/?].*$/u, "");
  return rest.replace(/^full(?:%20|\+| )address=(?:s:)?/iu, "");
}

function isHostName(host: string): boolean {
  return host.length <= 253 && new RegExp(HOST_PATTERN, "u").test(host);
}

function isEndpoint(text: string): boolean {
  const parts = hostAndPort(text, DEFAULT_PORT);
  // A bare word in a table may be anything; a dot or a port makes it an address.
  return addressRange(text) !== undefined || (parts !== undefined && /[.:]/u.test(text) && isHostName(parts.host));
}

function headOf(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]/gu, "");
}

/** The settings that the columns of a line of heads are; undefined where it is no such line. */
function headsIn(line: string): readonly (string | undefined)[] | undefined {
  const heads = line.split(/[,;\t]/u).map((cell) => HEADS.get(headOf(unquoted(cell))));
  const isHead = heads.includes("host") || heads.includes("name");
  return isHead ? heads : undefined;
}

function unquoted(cell: string): string {
  return cell.trim().replaceAll(/^"|"$/gu, "").trim();
}

/** The list in an object that holds one, such as { "hosts": [...] }; else the object itself. */
function listIn(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  const list = Object.values(value).find((inside): inside is readonly unknown[] => Array.isArray(inside));
  return list ?? [value];
}
