import { api, type JsonSchema, type SettingsDocument } from "../../../core/contract/index.ts";
import type { StoredResource } from "../../store/index.ts";
import { requireRevision } from "../entity-tag.ts";
import { type Answer, type Call, type CallShape, type Operation, operation } from "../operation.ts";
import { notFound, Problem } from "../problem.ts";
import type { SettingsKind } from "../services.ts";
import { type NameParams, nameParams, readOnly, recordAction } from "./requests.ts";

type Document = Readonly<Record<string, unknown>>;

export interface SettingsShape {
  readonly kind: SettingsKind;
  /** "channels": where they are, below /api/v1. */
  readonly path: string;
  /** Of the operations' ids: "Channel", "Channels". */
  readonly one: string;
  readonly many: string;
  readonly schema: JsonSchema;
  readonly about: string;
}

function documentOf({ name, doc, origin, revision, createdMs, updatedMs }: StoredResource<Document>): SettingsDocument {
  return { name, settings: doc, origin, revision, createdMs, updatedMs };
}

/** The five operations that every kind of settings document has. */
export function settingsOperations(shape: SettingsShape): readonly Operation[] {
  const { kind, path, one, many, schema, about } = shape;
  const stored = async <Shape extends CallShape>(
    call: Call<Shape>,
    name: string,
  ): Promise<StoredResource<Document> | null> => call.services.store.resources.get<Document>(call.tenant, kind, name);

  const put = async <Shape extends CallShape>(
    call: Call<Shape>,
    name: string,
    settings: Document,
    before: StoredResource<Document> | null,
  ): Promise<Answer> => {
    if (before !== null && before.origin === "file") throw readOnly(name);
    const document = { ...settings, name };
    const fields = await call.services.configuration.check(call.tenant, kind, name, document);
    if (fields.length > 0) throw new Problem("invalid", undefined, { fields: fields.slice(0, 20) });
    const { resources } = call.services.store;
    const origin = before?.origin ?? "api";
    const revision = before?.revision ?? 0;
    const after = await resources.put<Document>(call.tenant, kind, name, document, origin, revision, call.nowMs);
    await recordAction(call, `${kind}.${before === null ? "create" : "update"}`, name, { revision: after.revision });
    return { status: before === null ? 201 : 200, body: documentOf(after), revision: after.revision };
  };

  return [
    operation({
      id: `list${many}`,
      method: "GET",
      path,
      summary: `All ${about}`,
      scope: "read",
      answers: { 200: api.settingsList },
      run: async ({ services, tenant }) => {
        const all = await services.store.resources.list<Document>(tenant, kind);
        return { body: { items: all.map(documentOf) } };
      },
    }),
    operation<{ body: Document }>({
      id: `create${one}`,
      method: "POST",
      path,
      summary: `Adds one of the ${about}`,
      scope: "admin",
      body: schema,
      answers: { 201: api.settingsDocument },
      run: async (call) => {
        const { name } = call.body;
        if (typeof name !== "string") {
          throw new Problem("invalid", undefined, {
            fields: [{ pointer: "", text: { en: '"name" is missing', zh: '缺少 "name"' } }],
          });
        }
        if ((await stored(call, name)) !== null) {
          throw new Problem("conflict", { en: `"${name}" is there already`, zh: `"${name}" 已存在` });
        }
        const answer = await put(call, name, call.body, null);
        return { ...answer, headers: { location: `/api/v1${path}/${encodeURIComponent(name)}` } };
      },
    }),
    operation<{ params: NameParams }>({
      id: `get${one}`,
      method: "GET",
      path: `${path}/:name`,
      summary: `One of the ${about}`,
      scope: "read",
      params: nameParams,
      answers: { 200: api.settingsDocument },
      run: async (call) => {
        const found = await stored(call, call.params.name);
        if (found === null) throw noSuch(call.params.name);
        return { body: documentOf(found), revision: found.revision };
      },
    }),
    operation<{ params: NameParams; body: Document }>({
      id: `put${one}`,
      method: "PUT",
      path: `${path}/:name`,
      summary: `Replaces or adds one of the ${about}`,
      scope: "admin",
      params: nameParams,
      body: schema,
      answers: { 200: api.settingsDocument, 201: api.settingsDocument },
      run: async (call) => {
        const { name } = call.params;
        const before = await stored(call, name);
        requireRevision(call.ifRevision, before?.revision ?? 0);
        if (before !== null && call.header("if-none-match")?.trim() === "*") {
          throw new Problem("stale", { en: `"${name}" is there already`, zh: `"${name}" 已存在` });
        }
        return put(call, name, call.body, before);
      },
    }),
    operation<{ params: NameParams }>({
      id: `remove${one}`,
      method: "DELETE",
      path: `${path}/:name`,
      summary: `Removes one of the ${about}`,
      scope: "admin",
      params: nameParams,
      answers: { 204: null },
      run: async (call) => {
        const { name } = call.params;
        const before = await stored(call, name);
        if (before === null) throw noSuch(name);
        requireRevision(call.ifRevision, before.revision);
        if (before.origin === "file") throw readOnly(name);
        await call.services.store.resources.remove(call.tenant, kind, name, before.origin);
        await recordAction(call, `${kind}.remove`, name);
        return { status: 204 };
      },
    }),
  ];
}

function noSuch(name: string): Problem {
  return notFound({ en: `There is no "${name}"`, zh: `没有名为 "${name}" 的配置` });
}
