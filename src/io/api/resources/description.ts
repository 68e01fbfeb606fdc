import { api } from "../../../core/contract/index.ts";
import { describeApi } from "../openapi.ts";
import { operation, type Resource } from "../operation.ts";

/** The description of all the others. */
export function description(resources: readonly Resource[]): Resource {
  const own: Resource = {
    name: "description",
    about: "This API, described.",
    operations: [
      operation({
        id: "getDescription",
        method: "GET",
        path: "/openapi.json",
        summary: "OpenAPI 3.1, made of the schemas that validate",
        scope: "public",
        answers: { 200: api.openObject },
        run: async ({ services }) => ({ body: describeApi([...resources, own], services.version) }),
      }),
    ],
  };
  return own;
}
