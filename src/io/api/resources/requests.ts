import { api, type JsonSchema } from "../../../core/contract/index.ts";
import type { TargetId } from "../../../core/fleet/index.ts";
import type { Call, CallShape } from "../operation.ts";
import { notFound, Problem } from "../problem.ts";

// What many resources ask for and say.

export interface IdParams {
  readonly id: number;
}
export const idParams: JsonSchema = api.parameters(
  { id: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } },
  ["id"],
);

export interface NameParams {
  readonly name: string;
}
export const nameParams: JsonSchema = api.parameters({ name: api.documentName }, ["name"]);

export interface SpanQuery {
  readonly fromMs?: number;
  readonly untilMs?: number;
}
export const spanQuery: Readonly<Record<"fromMs" | "untilMs", JsonSchema>> = {
  fromMs: api.timeMs,
  untilMs: api.timeMs,
};

export interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

export const DAY_MS = 86_400_000;

/** The span that is asked for; `usualMs` up to now where nothing is. Throws where it is empty or longer than allowed. */
export function spanOf(
  { fromMs, untilMs }: SpanQuery,
  nowMs: number,
  usualMs: number,
  mostMs: number,
): { readonly fromMs: number; readonly untilMs: number } {
  const until = untilMs ?? nowMs;
  const from = fromMs ?? Math.max(0, until - usualMs);
  if (from > until || until - from > mostMs) {
    const days = Math.floor(mostMs / DAY_MS);
    throw new Problem("invalid", {
      en: `fromMs must lie before untilMs, and at most ${days} days`,
      zh: `fromMs 必须早于 untilMs，且间隔不超过 ${days} 天`,
    });
  }
  return { fromMs: from, untilMs: until };
}

export function noSuchHost(id: TargetId): Problem {
  return notFound({ en: `There is no host ${id}`, zh: `没有编号为 ${id} 的主机` });
}

export function readOnly(name: string): Problem {
  return new Problem("read-only", {
    en: `"${name}" is declared in the configuration file; change it there, it is reread by itself`,
    zh: `"${name}" 由配置文件声明；请在文件中更改，更改后会自动重新读取`,
  });
}

/** Writes down who did what. */
export async function recordAction<Shape extends CallShape>(
  call: Call<Shape>,
  action: string,
  subject: string,
  detail: unknown = null,
): Promise<void> {
  const { services, tenant, caller, nowMs } = call;
  await services.store.safe.recordAction({ tenant, atMs: nowMs, by: caller.name, action, subject, detail });
}

/** Fields that are there: undefined ones are left out, as exact optional properties want it. */
export function present<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  const kept: { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } = {};
  Object.assign(kept, Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
  return kept;
}
