import type { FieldProblem } from "../../core/contract/index.ts";
import type { Language, Localized } from "../../core/texts/index.ts";

interface Kind {
  readonly status: number;
  readonly title: Localized;
}

export type ProblemId =
  | "bad-request"
  | "invalid"
  | "bad-cursor"
  | "not-signed-in"
  | "bad-token"
  | "not-allowed"
  | "foreign-origin"
  | "not-found"
  | "wrong-method"
  | "slow"
  | "read-only"
  | "conflict"
  | "in-progress"
  | "stale"
  | "too-large"
  | "uri-too-long"
  | "wrong-type"
  | "foreign-host"
  | "repeat-differs"
  | "too-many"
  | "headers-too-large"
  | "bug"
  | "store-trouble";

/** Every kind of refusal. Ids are stable: scripts decide by `type`, which is the id behind PROBLEM_TYPE. */
export const PROBLEMS: Readonly<Record<ProblemId, Kind>> = {
  "bad-request": { status: 400, title: { en: "The request cannot be read", zh: "无法解析请求" } },
  invalid: { status: 400, title: { en: "A value is not allowed", zh: "存在不允许的值" } },
  "bad-cursor": {
    status: 400,
    title: { en: "The cursor is not one that this list gave", zh: "分页游标不属于此列表" },
  },
  "not-signed-in": { status: 401, title: { en: "A token is needed", zh: "需要访问令牌" } },
  "bad-token": { status: 401, title: { en: "The token is not valid", zh: "访问令牌无效" } },
  "not-allowed": { status: 403, title: { en: "The token may not do this", zh: "访问令牌没有此权限" } },
  "foreign-origin": {
    status: 403,
    title: { en: "The request comes from a page of another site", zh: "请求来自其他网站的页面" },
  },
  "not-found": { status: 404, title: { en: "It is not there", zh: "未找到" } },
  "wrong-method": { status: 405, title: { en: "The method does not fit the address", zh: "该地址不支持此请求方法" } },
  slow: { status: 408, title: { en: "The request took too long", zh: "请求超时" } },
  "read-only": {
    status: 409,
    title: { en: "The configuration file declares it", zh: "由配置文件声明，只读" },
  },
  conflict: { status: 409, title: { en: "It does not fit what is there", zh: "与现有内容冲突" } },
  "in-progress": {
    status: 409,
    title: { en: "The same request is being carried out", zh: "相同的请求正在执行" },
  },
  stale: { status: 412, title: { en: "Somebody changed it in the meantime", zh: "内容已被他人更改" } },
  "too-large": { status: 413, title: { en: "The body is too large", zh: "请求正文过大" } },
  "uri-too-long": { status: 414, title: { en: "The address is too long", zh: "请求地址过长" } },
  "wrong-type": { status: 415, title: { en: "The body must be JSON", zh: "请求正文必须是 JSON" } },
  "foreign-host": {
    status: 421,
    title: { en: "This server does not answer to that name", zh: "服务器不响应该主机名" },
  },
  "repeat-differs": {
    status: 422,
    title: { en: "The idempotency key was used for another request", zh: "幂等键已用于其他请求" },
  },
  "too-many": { status: 429, title: { en: "Too many requests", zh: "请求过多" } },
  "headers-too-large": { status: 431, title: { en: "The headers are too large", zh: "请求头过大" } },
  bug: { status: 500, title: { en: "A fault of RDPulse", zh: "RDPulse 内部错误" } },
  "store-trouble": { status: 503, title: { en: "The store cannot be used", zh: "存储不可用" } },
};

const PROBLEM_TYPE = "urn:rdpulse:problem:";
export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** The one thing that operations throw: a refusal that the caller is told. */
export class Problem extends Error {
  readonly id: ProblemId;
  readonly detail: Localized | undefined;
  readonly fields: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    id: ProblemId,
    detail?: Localized,
    more: { readonly fields?: readonly FieldProblem[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail?.en ?? PROBLEMS[id].title.en);
    this.name = "Problem";
    this.id = id;
    this.detail = detail;
    this.fields = more.fields ?? [];
    this.headers = more.headers ?? {};
  }
}

/** Problem details as RFC 9457 has them, in one language. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

export function problemDocument(problem: Problem, language: Language): ProblemDocument {
  const { status, title } = PROBLEMS[problem.id];
  return {
    type: `${PROBLEM_TYPE}${problem.id}`,
    title: title[language],
    status,
    ...(problem.detail === undefined ? {} : { detail: problem.detail[language] }),
    ...(problem.fields.length === 0
      ? {}
      : { errors: problem.fields.map(({ pointer, text }) => ({ pointer, detail: text[language] })) }),
  };
}

/** What is not there, named. */
export function notFound(what: Localized): Problem {
  return new Problem("not-found", what);
}
