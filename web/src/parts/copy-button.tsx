import { Check, Copy } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { partsTexts } from "../../../src/core/texts/index.ts";
import { useTexts } from "../shell/use-texts.ts";
import { Button } from "./button.tsx";

/** Copies `text`, and says that it did. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }): ReactNode {
  const say = useTexts(partsTexts);
  const [outcome, setOutcome] = useState<"copied" | "copy-failed" | null>(null);
  useEffect(() => {
    if (outcome === null) return undefined;
    const timer = setTimeout(() => setOutcome(null), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("copied");
    } catch {
      setOutcome("copy-failed");
    }
  };
  return (
    <Button
      look="bare"
      icon={outcome === "copied" ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{outcome === null ? (label ?? say("copy")) : say(outcome)}</span>
    </Button>
  );
}
