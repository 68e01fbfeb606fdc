import type { Api } from "../../../src/io/api/index.ts";

export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- an answer is looked into as JSON
  readonly json: any;
}

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One request to the API without a network; from this machine with the right Host unless said otherwise. */
export async function ask(
  api: Api,
  method: Method,
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
  remoteAddress = "127.0.0.1",
): Promise<Asked> {
  const typed: Readonly<Record<string, string>> = body === undefined ? {} : { "content-type": "application/json" };
  const answer = await api.inject({
    method,
    url,
    remoteAddress,
    headers: { host: "127.0.0.1:8480", ...typed, ...headers },
    ...(body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const told = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name,
      value === undefined ? undefined : [value].flat().join(", "),
    ]),
  );
  const isJson = /[/+]json/.test(told["content-type"] ?? "") && answer.body !== "";
  return {
    status: answer.statusCode,
    headers: told,
    text: answer.body,
    json: isJson ? JSON.parse(answer.body) : undefined,
  };
}

/** Id of the problem that an answer tells. */
export function problemIn({ json }: Asked): string | undefined {
  const type: unknown = json?.type;
  return typeof type === "string" ? type.replace("urn:rdpulse:problem:", "") : undefined;
}
