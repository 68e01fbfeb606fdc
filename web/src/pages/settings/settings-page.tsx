import { LockKeyhole } from "lucide-react";
import type { ReactNode } from "react";
import { useParams } from "wouter";
import { settingsPageTexts } from "../../../../src/core/texts/index.ts";
import { PageHead } from "../../parts/section.tsx";
import { Empty } from "../../parts/states.tsx";
import { Tabs } from "../../parts/tabs.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import { useWho } from "../../shell/use-who.ts";
import { Actions } from "./actions.tsx";
import { Discovery } from "./discovery.tsx";
import { General } from "./general.tsx";
import { Secrets } from "./secrets.tsx";
import { Tokens } from "./tokens.tsx";

const PARTS = ["general", "tokens", "secrets", "discovery", "actions"] as const;
const OF_ADMINS = new Set<string>(["tokens", "secrets", "actions"]);

/** How this server is set up, and who may do what. */
export function SettingsPage(): ReactNode {
  const say = useTexts(settingsPageTexts);
  const { mayAdmin } = useWho();
  const { part: asked } = useParams();
  const part = PARTS.find((one) => one === asked) ?? "general";
  return (
    <>
      <PageHead title={say("title")} />
      <Tabs
        name={say("parts")}
        current={part}
        items={PARTS.map((id) => ({
          id,
          href: id === "general" ? "/settings" : `/settings/${id}`,
          text: say(`part.${id}`),
        }))}
      />
      {OF_ADMINS.has(part) && !mayAdmin ? (
        <Empty title={say("needs-admin")} icon={<LockKeyhole aria-hidden="true" />}>
          {say("needs-admin-hint")}
        </Empty>
      ) : (
        <Part part={part} />
      )}
    </>
  );
}

function Part({ part }: { readonly part: (typeof PARTS)[number] }): ReactNode {
  switch (part) {
    case "general":
      return <General />;
    case "tokens":
      return <Tokens />;
    case "secrets":
      return <Secrets />;
    case "discovery":
      return <Discovery />;
    case "actions":
      return <Actions />;
  }
}
