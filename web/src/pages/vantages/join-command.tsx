import type { ReactNode } from "react";
import { vantagesPageTexts } from "../../../../src/core/texts/index.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./vantages-page.module.css";

const FILE = "rdpulse-token";
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u;

/** What is typed on the machine that shall be the vantage `name`. The token is not in it: a command stands in lists and logs. */
export function JoinCommand({ name }: { readonly name: string }): ReactNode {
  const say = useTexts(vantagesPageTexts);
  const { origin, protocol, hostname } = location;
  return (
    <div className={css["stack"]}>
      {protocol === "http:" && !LOOPBACK.test(hostname) ? <p className={css["warning"]}>{say("needs-tls")}</p> : null}
      <p>{say("then-file")}</p>
      <Command text={`(umask 077; cat > ${FILE})`} />
      <p>{say("then-run")}</p>
      <Command text={`rdpulse vantage --join ${origin} --token-file ${FILE} --name ${name}`} />
      <p className={css["muted"]}>{say("then-wait")}</p>
    </div>
  );
}

function Command({ text }: { readonly text: string }): ReactNode {
  return (
    <div className={css["command"]}>
      <pre>{text}</pre>
      <CopyButton text={text} />
    </div>
  );
}
