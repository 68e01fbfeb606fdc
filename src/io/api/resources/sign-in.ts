import { api } from "../../../core/contract/index.ts";
import { operation, type Resource } from "../operation.ts";

export const signIn: Resource = {
  name: "sign-in",
  about: "A browser's way in.",
  operations: [
    operation<{ body: { readonly token: string } }>({
      id: "signIn",
      method: "POST",
      path: "/sign-in",
      summary: "Gives a cookie for a token; it lasts 12 hours",
      scope: "public",
      body: api.signIn,
      repeatable: false,
      answers: { 200: api.whoIsThere },
      run: async ({ server, body, address }) => {
        const { caller, tenant, hash } = await server.authentication.withToken(body.token, address);
        const cookie = await server.signIns.cookieFor({ ...caller, tenant, hash }, server.isTls);
        return { body: { name: caller.name, scopes: caller.scopes }, headers: { "set-cookie": cookie } };
      },
    }),
    operation({
      id: "signOut",
      method: "POST",
      path: "/sign-out",
      summary: "Takes the cookie back",
      scope: "public",
      // Of a repeat only the body is remembered, and this is all about a header.
      repeatable: false,
      answers: { 204: null },
      run: async ({ server }) => ({ status: 204, headers: { "set-cookie": server.signIns.ended(server.isTls) } }),
    }),
    operation({
      id: "whoAmI",
      method: "GET",
      path: "/who",
      summary: "Who is signed in, and what they may",
      scope: "public",
      answers: { 200: api.whoIsThere },
      run: async ({ caller }) => ({ body: { name: caller.name, scopes: caller.scopes } }),
    }),
  ],
};
