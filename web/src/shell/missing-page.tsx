import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { shellTexts } from "../../../src/core/texts/index.ts";
import { Empty } from "../parts/states.tsx";
import { useTexts } from "./use-texts.ts";

export function MissingPage(): ReactNode {
  const say = useTexts(shellTexts);
  const [path] = useLocation();
  return (
    <Empty title={<h1>{say("page.missing")}</h1>} action={<Link href="/">{say("missing.home")}</Link>}>
      {say("missing.hint", { path })}
    </Empty>
  );
}
