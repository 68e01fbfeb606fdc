import type { Arguments } from "../arguments.ts";
import { wholeNumber } from "../whole-number.ts";
import type { ApiConnection, ApiRequest } from "./api-connection.ts";

const LARGEST_PAGE = 1000;

/** Follows the pages of a list up to --limit (0 is all). `read` makes the items of one answer. */
export async function paged<Item>(
  api: ApiConnection,
  path: string,
  query: NonNullable<ApiRequest["query"]>,
  args: Arguments,
  read: (text: string) => { readonly items: readonly Item[]; readonly next: string | null; readonly total?: number },
): Promise<{ readonly items: readonly Item[]; readonly total: number }> {
  const limit = wholeNumber(args, "limit", 100, 0, 10_000_000);
  const most = limit === 0 ? Infinity : limit;
  const items: Item[] = [];
  let cursor: string | undefined;
  for (;;) {
    const size = Math.min(LARGEST_PAGE, most - items.length);
    const page = read(await api.send("GET", path, { query: { ...query, limit: size, cursor } }));
    items.push(...page.items);
    if (page.next === null || items.length >= most) return { items, total: page.total ?? items.length };
    cursor = page.next;
  }
}
