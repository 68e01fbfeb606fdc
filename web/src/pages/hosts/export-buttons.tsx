import { Download } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { HostDocument } from "../../../../src/core/contract/index.ts";
import { csvCell } from "../../../../src/core/markup/index.ts";
import { hostsPageTexts } from "../../../../src/core/texts/index.ts";
import { ask } from "../../api/client.ts";
import type { HostPageDocument } from "../../api/documents.ts";
import { Button } from "../../parts/button.tsx";
import { download } from "../../parts/download.ts";
import { useNotify } from "../../parts/notices.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import { type HostFilter, queryOf } from "./host-filter.ts";

const PAGE = 1000;
const COLUMNS = ["id", "name", "host", "port", "status", "since", "cause", "site", "build", "certificateEnds"] as const;

/** All hosts of the filter as a file, not only those on the screen. */
export function ExportButtons({ filter }: { readonly filter: HostFilter }): ReactNode {
  const say = useTexts(hostsPageTexts);
  const notify = useNotify();
  const [isBusy, setBusy] = useState(false);
  const give = async (form: "csv" | "json"): Promise<void> => {
    setBusy(true);
    try {
      const hosts = await allHosts(filter);
      const text = form === "json" ? JSON.stringify(hosts, null, 2) : csvOf(hosts);
      download(`hosts.${form}`, form === "json" ? "application/json" : "text/csv;charset=utf-8", text);
    } catch (error) {
      notify({ text: say("failed", { reason: error instanceof Error ? error.message : String(error) }), tone: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {(["csv", "json"] as const).map((form) => (
        <Button
          key={form}
          icon={<Download aria-hidden="true" />}
          disabled={isBusy}
          aria-label={`${say("export")} ${say(`export.${form}`)}`}
          onClick={() => void give(form)}
        >
          {say(`export.${form}`)}
        </Button>
      ))}
    </>
  );
}

async function allHosts(filter: HostFilter): Promise<readonly HostDocument[]> {
  const hosts: HostDocument[] = [];
  let cursor: string | null = null;
  do {
    const query = { ...queryOf(filter), limit: PAGE, ...(cursor === null ? {} : { cursor }) };
    const page: HostPageDocument = await ask<HostPageDocument>("/hosts", { query });
    hosts.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return hosts;
}

function csvOf(hosts: readonly HostDocument[]): string {
  const lines = hosts.map(({ id, name, settings, state, facts }) =>
    [
      String(id),
      name,
      settings.host,
      String(settings.port ?? ""),
      settings.enabled === false ? "disabled" : (state?.status ?? "unknown"),
      iso(state?.sinceMs),
      state?.causes[0]?.id ?? "",
      settings.site ?? "",
      facts.osBuild ?? "",
      iso(facts.certificateNotAfterMs),
    ]
      .map(csvCell)
      .join(","),
  );
  // Excel takes a file for UTF-8 only when it begins with this mark.
  return `\uFEFF${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}

function iso(ms: number | undefined): string {
  return ms === undefined ? "" : new Date(ms).toISOString();
}
