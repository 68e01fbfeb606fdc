import type { ReactNode } from "react";
import { useParams } from "wouter";
import { alertsPageTexts } from "../../../../src/core/texts/index.ts";
import { PageHead } from "../../parts/section.tsx";
import { Tabs } from "../../parts/tabs.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import { Channels } from "./channels.tsx";
import { History } from "./history.tsx";
import { Maintenance } from "./maintenance.tsx";
import { Reports } from "./reports.tsx";
import { Rules } from "./rules.tsx";

const PARTS = ["rules", "channels", "history", "maintenance", "reports"] as const;

/** Who is told what, how, and what was told. */
export function AlertsPage(): ReactNode {
  const say = useTexts(alertsPageTexts);
  const { part: asked } = useParams();
  const part = PARTS.find((one) => one === asked) ?? "rules";
  return (
    <>
      <PageHead title={say("title")} about={say("about")} />
      <Tabs
        name={say("parts")}
        current={part}
        items={PARTS.map((id) => ({ id, href: id === "rules" ? "/alerts" : `/alerts/${id}`, text: say(id) }))}
      />
      <Part part={part} />
    </>
  );
}

function Part({ part }: { readonly part: (typeof PARTS)[number] }): ReactNode {
  switch (part) {
    case "rules":
      return <Rules />;
    case "channels":
      return <Channels />;
    case "history":
      return <History />;
    case "maintenance":
      return <Maintenance />;
    case "reports":
      return <Reports />;
  }
}
