import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { Link } from "wouter";
import { shellTexts } from "../../../src/core/texts/index.ts";
import { ApiFailure, ask } from "../api/client.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { useReason } from "../parts/states.tsx";
import css from "./sign-in-page.module.css";
import { useTexts } from "./use-texts.ts";

/** Asks for a token and trades it for a cookie. The page that was asked for is shown in the same place afterwards. */
export function SignInPage(): ReactNode {
  const say = useTexts(shellTexts);
  const client = useQueryClient();
  const [token, setToken] = useState("");
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const signIn = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await ask("/sign-in", { method: "POST", body: { token: token.trim() } });
      await client.invalidateQueries();
    } catch (error) {
      setFailure(error instanceof ApiFailure ? error : new ApiFailure(0, null));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={css["form"]} onSubmit={(event) => void signIn(event)}>
      <h1>{say("sign-in.title")}</h1>
      <Field
        label={say("sign-in.token")}
        hint={say("sign-in.hint")}
        error={failure === null ? undefined : <SignInReason failure={failure} />}
      >
        {(props) => (
          <input
            {...props}
            type="password"
            autoComplete="current-password"
            required
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" look="main" disabled={isBusy || token.trim() === ""}>
        {say("sign-in.send")}
      </Button>
      <p className={css["links"]}>
        <Link href="/explain">{say("sign-in.explain")}</Link>
        <a href="/status">{say("sign-in.status")}</a>
      </p>
    </form>
  );
}

function SignInReason({ failure }: { readonly failure: ApiFailure }): ReactNode {
  const say = useTexts(shellTexts);
  const reason = useReason(failure);
  return failure.status === 401 ? say("sign-in.wrong") : reason;
}
