import { Download } from "lucide-react";
import { type ReactNode, useState } from "react";
import { csvCell } from "../../../src/core/markup/index.ts";
import { partsTexts } from "../../../src/core/texts/index.ts";
import { useTexts } from "../shell/use-texts.ts";
import { Button } from "./button.tsx";
import { download } from "./download.ts";
import { useNotify } from "./notices.tsx";

export interface ExportColumn<Row> {
  /** Name of the column in the file: the same in every language, for programs. */
  readonly head: string;
  readonly cell: (row: Row) => string | number | undefined;
}

/** CSV and JSON of a list: all that `load` brings and not only what is on the screen. `name`: of the file, without its ending. */
export function ExportButtons<Row>({
  name,
  columns,
  load,
  look = "plain",
}: {
  readonly name: string;
  readonly columns: readonly ExportColumn<Row>[];
  readonly load: () => Promise<readonly Row[]>;
  readonly look?: "plain" | "bare";
}): ReactNode {
  const say = useTexts(partsTexts);
  const notify = useNotify();
  const [isBusy, setBusy] = useState(false);
  const give = async (form: "csv" | "json"): Promise<void> => {
    setBusy(true);
    try {
      const rows = await load();
      const text = form === "json" ? JSON.stringify(rows, null, 2) : csvOf(columns, rows);
      download(`${name}.${form}`, form === "json" ? "application/json" : "text/csv;charset=utf-8", text);
    } catch {
      notify({ text: say("failed"), tone: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {(["csv", "json"] as const).map((form) => (
        <Button
          key={form}
          look={look}
          icon={<Download aria-hidden="true" />}
          disabled={isBusy}
          aria-label={say(`export.${form}`)}
          onClick={() => void give(form)}
        >
          {form.toUpperCase()}
        </Button>
      ))}
    </>
  );
}

function csvOf<Row>(columns: readonly ExportColumn<Row>[], rows: readonly Row[]): string {
  const lines = [
    columns.map(({ head }) => head),
    ...rows.map((row) => columns.map(({ cell }) => csvCell(String(cell(row) ?? "")))),
  ];
  // Excel takes a file for UTF-8 only when it begins with this mark.
  return `\uFEFF${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}

/** A moment as programs read it. */
export function isoTime(ms: number | null | undefined): string | undefined {
  return ms === null || ms === undefined ? undefined : new Date(ms).toISOString();
}
