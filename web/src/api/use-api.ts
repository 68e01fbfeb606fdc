import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { type ApiFailure, ask, type Query } from "./client.ts";

export interface ApiOptions {
  /** false: not asked yet. */
  readonly enabled?: boolean;
  /** Asked again so often, besides what the stream of changes brings. */
  readonly everyMs?: number;
  /** While another page or filter is loaded the old one stays on the screen. */
  readonly keeps?: boolean;
}

/**
 * What the API says at `path`. `root` is the resource's name ("hosts", "incidents" …): the stream of changes makes everything
 * below a root be asked again (see live.tsx).
 */
export function useApi<Answer>(
  root: string,
  path: string,
  query: Query = {},
  { enabled = true, everyMs, keeps = false }: ApiOptions = {},
): UseQueryResult<Answer, ApiFailure> {
  return useQuery<Answer, ApiFailure>({
    queryKey: [root, path, query],
    queryFn: async ({ signal }) => ask<Answer>(path, { query, signal }),
    enabled,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
    ...(keeps ? { placeholderData: keepPreviousData } : {}),
  });
}
