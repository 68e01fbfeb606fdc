import { Plus } from "lucide-react";
import { type ReactNode, useDeferredValue, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import type { HostDocument } from "../../../../src/core/contract/index.ts";
import { hostsPageTexts } from "../../../../src/core/texts/index.ts";
import { allPages } from "../../api/all-pages.ts";
import { Button } from "../../parts/button.tsx";
import { ExportButtons } from "../../parts/export-buttons.tsx";
import { SearchField } from "../../parts/search-field.tsx";
import { PageHead } from "../../parts/section.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import { useWho } from "../../shell/use-who.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { HOST_COLUMNS } from "./host-columns.ts";
import { addressOf, filterIn, type HostFilter, queryOf } from "./host-filter.ts";
import { HostTable } from "./host-table.tsx";
import css from "./hosts-page.module.css";
import { SavedViews } from "./saved-views.tsx";

/** Every host, searched, narrowed and sorted on the server; what is shown stands in the address. */
export function HostsPage(): ReactNode {
  const say = useTexts(hostsPageTexts);
  const { mayOperate } = useWho();
  const [, go] = useLocation();
  const [parameters, setParameters] = useSearchParams();
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const filter = filterIn(parameters);
  const shown = useDeferredValue(parameters);
  const change = (next: Partial<HostFilter>): void => {
    setParameters(addressOf({ ...filter, ...next }), { replace: true });
    setSelected(new Set());
  };
  return (
    <>
      <PageHead
        title={say("title")}
        actions={
          <>
            <ExportButtons
              name="hosts"
              columns={HOST_COLUMNS}
              load={async () => allPages<HostDocument>("/hosts", queryOf(filter))}
            />
            <Button
              look="main"
              icon={<Plus aria-hidden="true" />}
              disabled={!mayOperate}
              title={mayOperate ? undefined : say("not-allowed")}
              onClick={() => go("/hosts/add")}
            >
              {say("add")}
            </Button>
          </>
        }
      />
      <div className={css["tools"]}>
        <SearchField label={say("search")} value={filter.search} onChange={(search) => change({ search })} />
        <FilterBar filter={filter} change={change} />
        <SavedViews />
      </div>
      <HostTable
        filter={filterIn(shown)}
        change={change}
        selected={selected}
        onSelect={setSelected}
        hidden={hidden}
        maySelect={mayOperate}
      />
      {selected.size === 0 ? null : (
        <BulkBar selected={selected} onDone={() => setSelected(new Set())} onHide={setHidden} />
      )}
    </>
  );
}
