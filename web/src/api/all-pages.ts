import { ask, type Query } from "./client.ts";
import type { PageOf } from "./documents.ts";

const PAGE = 1000;

/** All that a list holds, page after page. */
export async function allPages<Item>(path: string, query: Query): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: PageOf<Item> = await ask<PageOf<Item>>(path, { query: { ...query, limit: PAGE, cursor } });
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}
