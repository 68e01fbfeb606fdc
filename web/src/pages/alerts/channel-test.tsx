import { CircleCheck, CircleX } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { alertsPageTexts } from "../../../../src/core/texts/index.ts";
import { ApiFailure, ask } from "../../api/client.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Failed, Skeleton } from "../../parts/states.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./alerts-page.module.css";

export interface TestOutcome {
  readonly ok: boolean;
  readonly failure: string | null;
}

/** Sends a test message at once. Gives what the other side said, or why the server did not send it. */
export async function sendTest(name: string): Promise<TestOutcome | ApiFailure> {
  try {
    return await ask<TestOutcome>(`/channels/${encodeURIComponent(name)}/test`, { method: "POST" });
  } catch (error) {
    return error instanceof ApiFailure ? error : new ApiFailure(0, null);
  }
}

/** A test that is under way, and then what the other side said. */
export function ChannelTest({
  name,
  sent,
  onClose,
}: {
  readonly name: string;
  readonly sent: Promise<TestOutcome | ApiFailure>;
  readonly onClose: () => void;
}): ReactNode {
  const say = useTexts(alertsPageTexts);
  const [outcome, setOutcome] = useState<TestOutcome | ApiFailure | null>(null);
  useEffect(() => {
    let isLeft = false;
    const wait = async (): Promise<void> => {
      const answer = await sent;
      if (!isLeft) setOutcome(answer);
    };
    void wait();
    return () => {
      isLeft = true;
    };
  }, [sent]);
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
