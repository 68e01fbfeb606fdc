import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { addPageTexts } from "../../../../src/core/texts/index.ts";
import { ask } from "../../api/client.ts";
import type { OverviewDocument } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Button } from "../../parts/button.tsx";
import { useNotify } from "../../parts/notices.tsx";
import { Section } from "../../parts/section.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./add-page.module.css";

/** For those who have no host at hand: recordings that break and heal. */
export function DemoOffer({ mayOperate }: { readonly mayOperate: boolean }): ReactNode {
  const say = useTexts(addPageTexts);
  const client = useQueryClient();
  const notify = useNotify();
  const [, go] = useLocation();
  const overview = useApi<OverviewDocument>("overview", "/overview");
  const isOn = overview.data?.monitor.demo === true;
  const show = async (on: boolean): Promise<void> => {
    try {
      await ask("/demo", { method: "PUT", body: { on } });
      await client.invalidateQueries();
      if (on) go("/");
    } catch (error) {
      notify({ text: say("failed", { reason: String(error) }), tone: "bad" });
    }
  };
  return (
    <Section title={say("show-me")}>
      <div className={css["form"]}>
        <p>{say("show-me-hint")}</p>
        <div>
          <Button disabled={!mayOperate} onClick={() => void show(!isOn)}>
            {say(isOn ? "demo-off" : "demo-on")}
          </Button>
        </div>
      </div>
    </Section>
  );
}
