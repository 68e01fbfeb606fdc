import { api, type TokenView } from "../../../core/contract/index.ts";
import { RESERVED_NAMES } from "../authentication.ts";
import type { Scope } from "../caller.ts";
import { operation, type Resource } from "../operation.ts";
import { notFound, Problem } from "../problem.ts";
import { TOKEN_KIND, type TokenDocument } from "../token-keeper.ts";
import { type NameParams, nameParams, present, recordAction } from "./requests.ts";

interface TokenBody {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly note?: string;
  readonly vantage?: string;
  readonly expiresMs?: number;
}

export const tokens: Resource = {
  name: "tokens",
  about: "Who may use the API, and for what. A token is shown once and kept as a hash.",
  operations: [
    operation({
      id: "listTokens",
      method: "GET",
      path: "/tokens",
      summary: "Tokens by name, without themselves",
      scope: "admin",
      answers: { 200: api.tokenList },
      run: async ({ services, tenant }) => {
        const all = await services.store.resources.list<TokenDocument>(tenant, TOKEN_KIND);
        const items = all.map(({ name, doc, createdMs }): TokenView => {
          const { hash: _hash, ...shown } = doc;
          return { ...shown, name, createdMs };
        });
        return { body: { items } };
      },
    }),
    operation<{ body: TokenBody }>({
      id: "createToken",
      method: "POST",
      path: "/tokens",
      summary: "Makes a token; this answer is the only one that shows it",
      scope: "admin",
      body: api.tokenSettings,
      repeatable: false,
      answers: { 201: api.tokenMade },
      run: async (call) => {
        const { services, tenant, body } = call;
        const { name, scopes, ...rest } = body;
        if (RESERVED_NAMES.includes(name.toLowerCase())) {
          throw new Problem("invalid", {
            en: `"${name}" is a name of the server's own`,
            zh: `"${name}" 是服务器保留的名称`,
          });
        }
        if ((await services.store.resources.get(tenant, TOKEN_KIND, name)) !== null) {
          throw new Problem("conflict", { en: `"${name}" is there already`, zh: `"${name}" 已存在` });
        }
        const token = await call.server.tokens.issue(tenant, name, { scopes, ...present(rest) });
        await recordAction(call, "token.create", name, { scopes });
        return { status: 201, body: { name, token } };
      },
    }),
    operation<{ params: NameParams }>({
      id: "revokeToken",
      method: "DELETE",
      path: "/tokens/:name",
      summary: "Revokes a token, and the sign-ins that were made with it",
      scope: "admin",
      params: nameParams,
      answers: { 204: null },
      run: async (call) => {
        const { name } = call.params;
        if (!(await call.server.tokens.revoke(call.tenant, name))) {
          throw notFound({ en: `There is no token "${name}"`, zh: `没有名为 "${name}" 的令牌` });
        }
        await recordAction(call, "token.revoke", name);
        return { status: 204 };
      },
    }),
  ],
};
