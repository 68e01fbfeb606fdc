import { type Language, printable, say } from "../../../core/texts/index.ts";
import type { PasswordSource } from "../../../io/logon/index.ts";
import type { Arguments } from "../arguments.ts";
import { usage } from "../operation-error.ts";
import type { Account } from "./account.ts";

/** Where the password is to be read from; a prompt unless something else was named. Throws `OperationError`. */
export function passwordSource(args: Arguments, { user, domain }: Account, language: Language): PasswordSource {
  const path = args.get("password-file");
  const name = args.get("password-env");
  const service = args.get("keyring");
  if ([path, name, service].filter((source) => source !== undefined).length > 1) throw usage("error.password-sources");
  if (path !== undefined) return { kind: "file", path };
  if (name !== undefined) {
    // Whoever gives the password itself here must not read it in a log.
    if (!/^[A-Za-z_]\w*$/.test(name)) throw usage("error.bad-variable");
    return { kind: "environment", name };
  }
  if (service !== undefined) return { kind: "keyring", service, user };
  const account = printable(domain === "" ? user : `${domain}\\${user}`, 80);
  return { kind: "prompt", question: say(language, "prompt.password", { account }) };
}
