import { placeAsked, requireRoom, streamChanges } from "../event-stream.ts";
import { api } from "../../../core/contract/index.ts";
import { operation, type Resource } from "../operation.ts";

export const changeEvents: Resource = {
  name: "events",
  about: "What changes, as it changes.",
  operations: [
    operation<{ query: { readonly lastEventId?: string } }>({
      id: "streamEvents",
      method: "GET",
      path: "/events/stream",
      summary: "Server-sent events of changes; Last-Event-ID resumes, `missed` says to load everything anew",
      scope: "read",
      query: api.parameters({ lastEventId: { type: "string", pattern: "^\\d{1,15}$" } }),
      answers: { 200: "text/event-stream" },
      run: async ({ server, tenant, caller, header, query }) => {
        const { feed, streams } = server;
        requireRoom(feed, streams);
        const after = placeAsked(header("last-event-id") ?? query.lastEventId) ?? (await feed.now(tenant));
        return {
          stream: async (response, headers) =>
            streamChanges(response, feed, tenant, after, streams, headers, async () =>
              server.authentication.isStillThere(tenant, caller),
            ),
        };
      },
    }),
  ],
};
