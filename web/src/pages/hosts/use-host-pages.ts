import { keepPreviousData, useQueries } from "@tanstack/react-query";
import type { HostDocument } from "../../../../src/core/contract/index.ts";
import { ApiFailure, ask } from "../../api/client.ts";
import type { HostPageDocument } from "../../api/documents.ts";
import { type HostFilter, queryOf } from "./host-filter.ts";

const PAGE_ROWS = 100;

export interface HostRows {
  readonly total: number | undefined;
  readonly failure: ApiFailure | null;
  readonly retry: () => void;
  /** The host in this row; undefined while its page is on its way. */
  readonly at: (row: number) => HostDocument | undefined;
}

/** The rows from `first` to `last` of all hosts of a filter: only pages that are seen are asked for, and asked again. */
export function useHostPages(filter: HostFilter, first: number, last: number): HostRows {
  const from = Math.floor(first / PAGE_ROWS);
  const count = Math.max(1, Math.floor(last / PAGE_ROWS) - from + 1);
  // The first one is always among them: it tells how many there are while others are on their way.
  const pages = [...new Set([0, ...Array.from({ length: count }, (_, index) => from + index)])];
  return useQueries({
    queries: pages.map((page) => {
      const query = { ...queryOf(filter), limit: PAGE_ROWS, skip: page * PAGE_ROWS };
      return {
        queryKey: ["hosts", "/hosts", query],
        queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
          ask<HostPageDocument>("/hosts", { query, signal }),
        placeholderData: keepPreviousData,
      };
    }),
    combine: (results): HostRows => ({
      total: results[0]?.data?.total,
      failure: failureIn(results[0]?.data === undefined ? results[0]?.error : null),
      retry: () => {
        for (const { refetch } of results) void refetch();
      },
      at: (row) => {
        const page = Math.floor(row / PAGE_ROWS);
        const result = results[pages.indexOf(page)];
        // The old page of another place has other hosts: better none than wrong ones.
        return result?.isPlaceholderData === true && page > 0 ? undefined : result?.data?.items[row % PAGE_ROWS];
      },
    }),
  });
}

function failureIn(error: Error | null | undefined): ApiFailure | null {
  if (error === null || error === undefined) return null;
  return error instanceof ApiFailure ? error : new ApiFailure(0, null);
}
