import type { ChannelSettings } from "../../core/alerting/index.ts";
import { Secret } from "../../core/sequence/index.ts";
import type { ChannelField } from "./channel-field.ts";
import { NotifyFailure } from "./notify-failure.ts";

/** Looks a reference up: env:NAME, file:PATH, secret:NAME. */
export type SecretsResolver = (reference: string) => Promise<string>;

/** A channel's settings as a notifier reads them: defaults filled in, secrets resolved. */
export class ChannelValues {
  readonly name: string;
  readonly lang: "en" | "zh";
  readonly #fields: Readonly<Record<string, ChannelField>>;
  readonly #settings: ChannelSettings;
  readonly #secrets: ReadonlyMap<string, Secret>;

  constructor(
    settings: ChannelSettings,
    fields: Readonly<Record<string, ChannelField>>,
    secrets: ReadonlyMap<string, Secret>,
  ) {
    this.name = settings.name;
    this.lang = settings.lang ?? "en";
    this.#settings = settings;
    this.#fields = fields;
    this.#secrets = secrets;
  }

  #value(field: string): unknown {
    return this.#settings[field] ?? this.#fields[field]?.default;
  }

  #missing(field: string): NotifyFailure {
    return new NotifyFailure(`channel ${this.name}: the setting "${field}" is missing or of the wrong form`, true);
  }

  /** A text that must be there. */
  text(field: string): string {
    const value = this.#value(field);
    if (typeof value !== "string" || value === "") throw this.#missing(field);
    return value;
  }

  textIfAny(field: string): string | undefined {
    const value = this.#value(field);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  integer(field: string): number {
    const value = this.#value(field);
    if (typeof value !== "number" || !Number.isInteger(value)) throw this.#missing(field);
    return value;
  }

  integerIfAny(field: string): number | undefined {
    const value = this.#value(field);
    return typeof value === "number" && Number.isInteger(value) ? value : undefined;
  }

  flag(field: string): boolean {
    return this.#value(field) === true;
  }

  list(field: string): readonly string[] {
    const value = this.#value(field);
    const texts = Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
    if (texts.length === 0) throw this.#missing(field);
    return texts;
  }

  map(field: string): Readonly<Record<string, string>> {
    const value = this.#value(field);
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, text]) => (typeof text === "string" ? [[name, text]] : [])),
    );
  }

  /** A secret that must be there. */
  secret(field: string): Secret {
    const secret = this.#secrets.get(field);
    if (secret === undefined || secret.isEmpty) throw this.#missing(field);
    return secret;
  }

  secretIfAny(field: string): Secret | undefined {
    const secret = this.#secrets.get(field);
    return secret === undefined || secret.isEmpty ? undefined : secret;
  }
}

/** Resolves the secret fields of a channel. One that cannot be resolved is a failure that names the reference alone. */
export async function resolveSecrets(
  settings: ChannelSettings,
  fields: Readonly<Record<string, ChannelField>>,
  resolver: SecretsResolver,
): Promise<ReadonlyMap<string, Secret>> {
  const secrets = new Map<string, Secret>();
  for (const [name, field] of Object.entries(fields)) {
    const reference = settings[name];
    if (field.type !== "secret" || typeof reference !== "string") continue;
    // A value in the place of a reference must not be shown.
    if (!/^(env|file|secret):/.test(reference))
      throw new NotifyFailure(`channel ${settings.name}: "${name}" must be a reference: env:, file: or secret:`, true);
    try {
      secrets.set(name, new Secret((await resolver(reference)).trim()));
    } catch {
      // The reason of the resolver can hold more than its reference; whoever configures it is told which one fails.
      throw new NotifyFailure(`channel ${settings.name}: "${name}" (${reference}) cannot be read`, false);
    }
  }
  return secrets;
}

/** Replaces secrets in a text that will be stored or shown, also where they stand encoded for an address. */
export function scrub(text: string, secrets: ReadonlyMap<string, Secret>): string {
  let clean = text;
  for (const secret of secrets.values()) {
    const plain = secret.reveal();
    if (plain.length < 4) continue;
    for (const form of new Set([plain, encodeURIComponent(plain), Buffer.from(plain).toString("base64")]))
      clean = clean.replaceAll(form, "[secret]");
  }
  return clean;
}
