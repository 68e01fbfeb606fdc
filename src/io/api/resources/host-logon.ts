import { Buffer } from "node:buffer";
import { api } from "../../../core/contract/index.ts";
import type { HostLogonDocument, LogonRequest } from "../../../core/contract/index.ts";
import { causes, isCauseId } from "../../../core/knowledge/index.ts";
import { LOGON_KIND } from "../../store/index.ts";
import { operation, type Resource } from "../operation.ts";
import { notFound, Problem } from "../problem.ts";
import { requireHost } from "./hosts.ts";
import { type IdParams, idParams, recordAction } from "./requests.ts";

/** What is kept: one a host, the newest. `size` is that of the picture. */
interface KeptLogon extends LogonRequest {
  readonly size: PictureSize | null;
  readonly by: string;
}

interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** PNG (W3C Recommendation, Third Edition) sections 5.2 and 11.2.1: the signature, and IHDR as the first chunk. */
const PNG_BEGINS = "89504e470d0a1a0a0000000d49484452";
const HEADER_BYTES = 33;

export const hostLogon: Resource = {
  name: "host logon",
  about: "The last synthetic logon on a host. The monitor makes none: `rdpulse logon --tell` does, and tells it here.",
  operations: [
    operation<{ params: IdParams }>({
      id: "getLogon",
      method: "GET",
      path: "/hosts/:id/logon",
      summary: "The last logon that was told: its outcome, its times, and whether there is a picture",
      scope: "read",
      params: idParams,
      answers: { 200: api.lastLogon },
      run: async (call) => {
        const { id } = await requireHost(call, call.params.id);
        const kept = await call.services.store.resources.get<KeptLogon>(call.tenant, LOGON_KIND, String(id));
        if (kept === null) return { body: { last: null } };
        return { body: { last: shown(kept.doc) }, revision: kept.revision };
      },
    }),
    operation<{ params: IdParams }>({
      id: "getLogonPicture",
      method: "GET",
      path: "/hosts/:id/logon.png",
      summary: "What that logon saw at its end",
      scope: "read",
      params: idParams,
      // Which picture: it makes the address of a later one another one.
      query: api.parameters({ atMs: api.timeMs }),
      answers: { 200: "image/png" },
      run: async (call) => {
        const { id } = await requireHost(call, call.params.id);
        const kept = await call.services.store.resources.get<KeptLogon>(call.tenant, LOGON_KIND, String(id));
        const png = kept?.doc.picture?.png;
        if (png === undefined) throw notFound({ en: "No picture is kept of it", zh: "没有保留该主机的画面" });
        return {
          stream: async (response, headers) => {
            const content = Buffer.from(png, "base64");
            response.writeHead(200, {
              ...headers,
              "content-type": "image/png",
              "content-length": content.length,
              "cache-control": "private, no-cache",
            });
            response.end(content);
          },
        };
      },
    }),
    operation<{ params: IdParams; body: LogonRequest }>({
      id: "tellLogon",
      method: "PUT",
      path: "/hosts/:id/logon",
      summary: "Tells a logon; an older one than is kept changes nothing",
      scope: "operate",
      params: idParams,
      body: api.logonRequest,
      answers: { 200: api.lastLogon },
      run: async (call) => {
        const { services, tenant, body, caller, nowMs } = call;
        const { id, name } = await requireHost(call, call.params.id);
        // A clock ahead of ours must not keep later logons out.
        const atMs = Math.min(body.atMs, nowMs);
        const size = body.picture === null ? null : sizeOf(body.picture.png);
        const before = await services.store.resources.get<KeptLogon>(tenant, LOGON_KIND, String(id));
        if (before !== null && before.doc.atMs > atMs) return { body: { last: shown(before.doc) } };
        const doc: KeptLogon = { ...body, atMs, size, by: caller.name };
        await services.store.resources.put(tenant, LOGON_KIND, String(id), doc, "api", null, nowMs);
        await recordAction(call, "host.logon", name, { id, outcome: body.outcome });
        return { body: { last: shown(doc) } };
      },
    }),
  ],
};

function shown({ picture, size, causes: found, ...rest }: KeptLogon): HostLogonDocument {
  return {
    ...rest,
    causes: found.map((id) => ({ id, title: isCauseId(id) ? causes[id].title : { en: id, zh: id } })),
    picture: picture === null || size === null ? null : { kind: picture.kind, ...size },
  };
}

/** Width and height that a PNG claims. Throws for what is none, or too large to be shown. */
function sizeOf(png: string): PictureSize {
  const bytes = Buffer.from(png, "base64");
  const isPng = bytes.length >= HEADER_BYTES && bytes.subarray(0, 16).toString("hex") === PNG_BEGINS;
  const [width, height] = isPng ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)] : [0, 0];
  if (Math.min(width, height) > 0 && Math.max(width, height) <= api.MOST_PICTURE_SIDE) return { width, height };
  const most = api.MOST_PICTURE_SIDE;
  throw new Problem("invalid", {
    en: `The picture is no PNG of at most ${most} x ${most} pixels`,
    zh: `画面不是 PNG，或超过 ${most} x ${most} 像素`,
  });
}
