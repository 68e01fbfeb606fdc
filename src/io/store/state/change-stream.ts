import type { TenantId } from "../../../core/fleet/index.ts";
import type { Database, Queries, SqlRow } from "../database/database.ts";
import type { ChangeLine, ChangeStream } from "../store.ts";
import { integerIn, plainText, textIn } from "./columns.ts";
import { counterNow, raised } from "./counter.ts";

/** Numbers without gaps and in the order of commits: a reader that saw 12 never finds an 11 that came later. */
export class SqlChangeStream implements ChangeStream {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async append(lines: readonly Omit<ChangeLine, "seq">[]): Promise<void> {
    if (lines.length === 0) return;
    await this.#database.transaction(async (queries) => appendLines(queries, lines));
  }

  async since(
    tenant: TenantId,
    seq: number,
    limit: number,
  ): Promise<{ readonly lines: readonly ChangeLine[]; readonly missed: boolean; readonly last: number }> {
    // The end is read before the lines: whatever comes in between is given now, or at the next call.
    const end = await counterNow(this.#database, "change");
    const rows = await this.#database.read(
      "SELECT seq, tenant, at_ms, kind, id, detail FROM change_line WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ?",
      [tenant, seq, Math.max(0, limit)],
    );
    const floor = await counterNow(this.#database, "change-floor");
    const lines = rows.map(lineOf);
    const lastSeen = lines.at(-1)?.seq ?? end;
    return {
      lines,
      missed: seq < floor || seq > Math.max(end, lastSeen),
      last: lines.length >= limit && limit > 0 ? lastSeen : Math.max(end, lastSeen),
    };
  }

  async prune(keep: number): Promise<void> {
    await this.#database.transaction(async (queries) => {
      const rows = await queries.all("SELECT value FROM counter WHERE name = 'change'");
      const floor = rows.reduce((sum, row) => sum + integerIn(row, "value"), 0) - Math.max(0, keep);
      await queries.run("UPDATE counter SET value = ? WHERE name = 'change-floor' AND value < ?", [floor, floor]);
      await queries.run("DELETE FROM change_line WHERE seq <= ?", [floor]);
    });
  }
}

/** Within somebody's transaction, as its last step: the counter's row makes the other writers wait. */
export async function appendLines(queries: Queries, lines: readonly Omit<ChangeLine, "seq">[]): Promise<void> {
  if (lines.length === 0) return;
  const first = (await raised(queries, "change", lines.length)) - lines.length + 1;
  await queries.bulk({
    table: "change_line",
    columns: ["seq", "tenant", "at_ms", "kind", "id", "detail"],
    rows: lines.map(({ tenant, atMs, kind, id, detail }, index) => [
      first + index,
      tenant,
      atMs,
      plainText(kind),
      plainText(id),
      JSON.stringify(detail ?? null),
    ]),
  });
}

function lineOf(row: SqlRow): ChangeLine {
  return {
    seq: integerIn(row, "seq"),
    tenant: integerIn(row, "tenant"),
    atMs: integerIn(row, "at_ms"),
    kind: textIn(row, "kind"),
    id: textIn(row, "id"),
    detail: JSON.parse(textIn(row, "detail")),
  };
}
