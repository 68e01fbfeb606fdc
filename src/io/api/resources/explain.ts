import { api, buildExplanation } from "../../../core/contract/index.ts";
import { causes, explain as lookUp, isCauseId } from "../../../core/knowledge/index.ts";
import { operation, type Resource } from "../operation.ts";

export const explain: Resource = {
  name: "explain",
  about: "What a code, an event or a message means. It needs no sign-in: nothing of the fleet is in it.",
  operations: [
    operation<{ query: { readonly q: string } }>({
      id: "explain",
      method: "GET",
      path: "/explain",
      summary: "Looks a code, an event id, a message or a cause up",
      scope: "public",
      query: api.parameters({ q: { type: "string", minLength: 1, maxLength: 500 } }, ["q"]),
      answers: { 200: api.explained },
      run: async ({ query }) => {
        const [id = ""] = query.q.trim().toLowerCase().split("/");
        return { body: buildExplanation(lookUp(query.q), isCauseId(id) ? causes[id] : undefined, causes) };
      },
    }),
  ],
};
