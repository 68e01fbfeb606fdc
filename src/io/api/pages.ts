import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { isKnown } from "./entity-tag.ts";
import { Problem } from "./problem.ts";

/** One file of the dashboard, as it goes out. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  /** The same compressed; null where that is no gain. */
  readonly gzip: Buffer | null;
  readonly tag: string;
  /** Its name changes with its content: it may be kept for ever. */
  readonly isFinal: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};

/** Everything of our own origin, nothing of any other; styles and scripts are files. */
const PAGE_POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * The built dashboard by address ("/assets/index-x.js"). All of it is read when the server starts: a request then looks a
 * name up in a map and can reach no other file, whatever it asks for. Empty where it was not built.
 */
export function readPages(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const entry of filesIn(folder)) {
    const type = TYPES[extname(entry)];
    if (type === undefined) continue;
    const body = readFileSync(join(folder, entry));
    const packed = gzipSync(body, { level: 9 });
    files.set(`/${entry.replaceAll("\\", "/")}`, {
      type,
      body,
      gzip: packed.length < body.length * 0.9 ? packed : null,
      tag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
      isFinal: entry.startsWith("assets"),
    });
  }
  return files;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [join(entry.parentPath, entry.name).slice(folder.length + 1)] : [],
    );
  } catch {
    return [];
  }
}

/**
 * What is shown at an address: the file of that name; for the address of a page (no API, no name with an extension) the one
 * document that draws all pages.
 */
function pageAt(pages: ReadonlyMap<string, PageFile>, path: string): PageFile | undefined {
  const file = pages.get(path);
  if (file !== undefined) return file;
  const isPage = !path.startsWith("/api/") && !/\.\w{1,12}$/u.test(path);
  return isPage ? pages.get("/index.html") : undefined;
}

/** Answers what is no operation: with a file of the dashboard, or Problem "not-found". */
export async function givePage(
  pages: ReadonlyMap<string, PageFile>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const isRead = request.method === "GET" || request.method === "HEAD";
  const [path = ""] = request.url.split("?");
  // A server without the dashboard still has something to show to who opens its address.
  if (isRead && path === "/" && pages.size === 0) return reply.redirect("/status");
  const file = isRead ? pageAt(pages, path) : undefined;
  if (file === undefined) throw new Problem("not-found");
  const { "accept-encoding": encodings = "", "if-none-match": known } = request.headers;
  const isPacked = file.gzip !== null && /\bgzip\b/u.test(encodings);
  void reply.code(200).headers({
    "content-security-policy": PAGE_POLICY,
    "cache-control": file.isFinal ? "public, max-age=31536000, immutable" : "no-cache",
    etag: file.tag,
    vary: "accept-encoding",
    ...(isPacked ? { "content-encoding": "gzip" } : {}),
  });
  if (isKnown(known, file.tag)) return reply.code(304).send();
  return reply.type(file.type).send(isPacked ? file.gzip : file.body);
}
