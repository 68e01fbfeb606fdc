import { CircleCheck, CircleX } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { alertsPageTexts } from "../../../../src/core/texts/index.ts";
import { ApiFailure, ask } from "../../api/client.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Failed, Skeleton } from "../../parts/states.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./alerts-page.module.css";

interface TestOutcome {
  readonly ok: boolean;
  readonly failure: string | null;
}

/** Sends a test message when it is opened, and tells what the other side said. */
export function ChannelTest({ name, onClose }: { readonly name: string; readonly onClose: () => void }): ReactNode {
  const say = useTexts(alertsPageTexts);
  const [outcome, setOutcome] = useState<TestOutcome | ApiFailure | null>(null);
  useEffect(() => {
    let isLeft = false;
    const send = async (): Promise<void> => {
      const answer = await ask<TestOutcome>(`/channels/${encodeURIComponent(name)}/test`, { method: "POST" }).catch(
        (error: unknown) => (error instanceof ApiFailure ? error : new ApiFailure(0, null)),
      );
      if (!isLeft) setOutcome(answer);
    };
    void send();
    return () => {
      isLeft = true;
    };
  }, [name]);
  return (
    <Dialog title={say("test-title", { name })} onClose={onClose}>
      <div className={css["stack"]} aria-live="polite">
        {outcome === null ? (
          <>
            <p>{say("testing")}</p>
            <Skeleton lines={2} />
          </>
        ) : outcome instanceof ApiFailure ? (
          <Failed failure={outcome} />
        ) : (
          <Outcome outcome={outcome} />
        )}
      </div>
    </Dialog>
  );
}

function Outcome({ outcome: { ok, failure } }: { readonly outcome: TestOutcome }): ReactNode {
  const say = useTexts(alertsPageTexts);
  return (
    <>
      <p className={ok ? css["good"] : css["bad"]}>
        {ok ? <CircleCheck aria-hidden="true" size="1.1em" /> : <CircleX aria-hidden="true" size="1.1em" />}{" "}
        {say(ok ? "test-taken" : "test-refused")}
      </p>
      {failure === null ? null : (
        <div>
          <h3>{say("test-answer")}</h3>
          <p className={css["answer"]} dir="auto">
            {failure}
          </p>
        </div>
      )}
    </>
  );
}
