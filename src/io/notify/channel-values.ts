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

/** Parts of a secret that are shorter are words like "robot" that stand in any address. */
const SHORTEST_PART = 6;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone "%": it is nothing encoded.
    return text;
  }
}

/** Where the secret is an address: what in it could be the key. */
function partsOf(plain: string): readonly string[] {
  if (!/^https?:/.test(plain) || !URL.canParse(plain)) return [];
  const url = new URL(plain);
  const found = [url.href, ...url.pathname.split("/"), ...url.searchParams.values(), url.username, url.password];
  return found.filter((part) => part.length >= SHORTEST_PART);
}

/** Every form in which somebody could echo it, the longest first. */
function formsOf(secret: Secret): readonly string[] {
  const plain = secret.reveal();
  if (plain.length < 4) return [];
  const parts = [plain, ...partsOf(plain)].flatMap((part) => [part, decoded(part)]);
  const forms = parts.flatMap((part) => [
    part,
    encodeURIComponent(part),
    encodeURIComponent(part).replaceAll("%20", "+"),
    encodeURI(part),
    Buffer.from(part).toString("base64"),
    JSON.stringify(part).slice(1, -1),
  ]);
  return [...new Set(forms)].toSorted((a, b) => b.length - a.length);
}

/** Replaces secrets in a text that will be stored or shown, also where they stand encoded for an address. */
export function scrub(text: string, secrets: ReadonlyMap<string, Secret>): string {
  let clean = text;
  for (const secret of secrets.values()) for (const form of formsOf(secret)) clean = clean.replaceAll(form, "[secret]");
  return clean;
}
