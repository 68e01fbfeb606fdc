import { Secret } from "../../core/sequence/index.ts";
import { LocalFailure } from "./local-failure.ts";
import { passwordFromFile } from "./password-file.ts";
import { type LoadKeyring, loadSystemKeyring, passwordFromKeyring } from "./password-keyring.ts";
import { passwordFromPrompt } from "./password-prompt.ts";

/** Where the password comes from. `question` is what the prompt shows, with its blank; the rest are names, no secrets. */
export type PasswordSource =
  | { readonly kind: "prompt"; readonly question: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "environment"; readonly name: string }
  | { readonly kind: "keyring"; readonly service: string; readonly user: string };

/** What reading a password touches. */
export interface PasswordWorld {
  /** The process's own environment: the variable that held the password is deleted from it. */
  readonly env: Record<string, string | undefined>;
  /** Ends a prompt. */
  readonly interrupted: AbortSignal;
  /** Default: the package `@napi-rs/keyring`. */
  readonly loadKeyring?: LoadKeyring;
}

/**
 * The password, never empty. Rejects with LocalFailure when the source has none or is not safe to use, and with
 * Interrupted when the person at the prompt gave up. What the password is stands in no error.
 */
export async function readPassword(source: PasswordSource, world: PasswordWorld): Promise<Secret> {
  switch (source.kind) {
    case "prompt":
      return new Secret(await passwordFromPrompt(source.question, world.interrupted));
    case "file":
      return new Secret(await passwordFromFile(source.path, world.interrupted));
    case "environment":
      return new Secret(passwordFromEnvironment(source.name, world.env));
    case "keyring":
      return new Secret(await passwordFromKeyring(source, world.loadKeyring ?? loadSystemKeyring));
  }
}

/**
 * Deleted once it is read, so that no process that we start inherits it. What the kernel shows of our own start
 * (`/proc/PID/environ`) it keeps for as long as we run, to the same user and root.
 */
function passwordFromEnvironment(name: string, env: Record<string, string | undefined>): string {
  const password = env[name];
  delete env[name];
  if (password === undefined || password === "") {
    throw new LocalFailure("operator", "password.environment-unset", { name });
  }
  return password;
}
