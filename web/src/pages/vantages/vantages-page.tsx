import type { ReactNode } from "react";
import { shellTexts } from "../../../../src/core/texts/index.ts";
import { PageHead } from "../../parts/section.tsx";
import { useTexts } from "../../shell/use-texts.ts";

export function VantagesPage(): ReactNode {
  const say = useTexts(shellTexts);
  return <PageHead title={say("page.vantages")} />;
}
