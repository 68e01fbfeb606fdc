import { errnoOf, LocalFailure } from "./local-failure.ts";

/** What is used of a keyring package: the password of a service's user, or null where there is no entry. */
export interface Keyring {
  getPassword(service: string, user: string): Promise<string | null>;
}

export type LoadKeyring = () => Promise<Keyring>;

/**
 * The keyring of this system: Secret Service on Linux, Keychain, Windows Credential Manager. On Linux the package would
 * else fall back, unsaid, to the kernel's keyring, and say "no entry" where there is no service.
 */
export async function loadSystemKeyring(): Promise<Keyring> {
  const { AsyncEntry } = await import("@napi-rs/keyring");
  return {
    getPassword: async (service, user) =>
      new AsyncEntry(service, user, { linux: { store: "secret-service" } }).getPassword(),
  };
}

/** The password that the keyring holds under these names. */
export async function passwordFromKeyring(
  names: { readonly service: string; readonly user: string },
  load: LoadKeyring,
): Promise<string> {
  const { service, user } = names;
  const keyring = await load().catch((error: unknown) => {
    throw new LocalFailure("environment", "password.keyring-absent", { reason: errnoOf(error) }, error);
  });
  const password = await keyring.getPassword(service, user).catch((error: unknown) => {
    throw failureOf(error, service, user);
  });
  if (password === null) throw new LocalFailure("operator", "password.keyring-no-entry", { service, user });
  if (password === "") throw new LocalFailure("operator", "password.empty", { source: `${service}/${user}` });
  return password;
}

/** The package has one code for all failures; its words tell them apart. */
function failureOf(error: unknown, service: string, user: string): LocalFailure {
  const reason = error instanceof Error ? error.message : String(error);
  if (/matched by \d+ credentials/.test(reason)) {
    return new LocalFailure("operator", "password.keyring-ambiguous", { service, user }, error);
  }
  const isLocked = /access platform storage|dismissed|locked/i.test(reason);
  const text = isLocked ? "password.keyring-locked" : "password.keyring-unavailable";
  return new LocalFailure("environment", text, { reason }, error);
}
