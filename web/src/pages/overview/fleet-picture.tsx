import type { ReactNode } from "react";
import { Link } from "wouter";
import type { FleetMapDocument } from "../../../../src/core/contract/index.ts";
import { heatMapTexts, overviewPageTexts, partsTexts } from "../../../../src/core/texts/index.ts";
import { useApi } from "../../api/use-api.ts";
import { GROUPINGS, type Grouping } from "../../charts/heat-map/group-cells.ts";
import { HeatMap } from "../../charts/heat-map/heat-map.tsx";
import { Select } from "../../parts/choice.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { useAddress } from "../../shell/use-address.ts";
import { useTexts } from "../../shell/use-texts.ts";

const MOST_HEIGHT = 440;

/** The map of all hosts. */
export function useFleetMap(): ReturnType<typeof useApi<FleetMapDocument>> {
  return useApi<FleetMapDocument>("fleet", "/fleet-map", {}, { everyMs: 60_000 });
}

/** The heat map with what it is grouped by, which stands in the address. */
export function FleetPicture(): ReactNode {
  const say = useTexts(overviewPageTexts);
  const sayMap = useTexts(heatMapTexts);
  const sayParts = useTexts(partsTexts);
  const [asked, setBy] = useAddress("by");
  const by: Grouping = GROUPINGS.find((grouping) => grouping === asked) ?? "site";
  const map = useFleetMap();
  return (
    <Section
      title={say("map")}
      actions={
        <>
          <Link href="/hosts">{sayParts("as-table")}</Link>
          <Select
            name={sayMap("by")}
            value={by}
            options={GROUPINGS.map((value) => ({ value, text: sayMap(`by.${value}`) }))}
            onChange={(value) => setBy(value === "site" ? "" : value)}
          />
        </>
      }
    >
      <Loaded query={map}>{(document) => <HeatMap map={document} by={by} mostHeight={MOST_HEIGHT} />}</Loaded>
    </Section>
  );
}
