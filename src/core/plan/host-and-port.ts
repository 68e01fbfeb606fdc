/**
 * What a host may be: a name (letters of any language: it is turned into the form that DNS knows later) or an IPv6 address; an
 * IPv4 address looks like a name. For JSON Schemas and `new RegExp(HOST_PATTERN, "u")`.
 */
export const HOST_PATTERN =
  "^([\\p{L}\\p{N}_][\\p{L}\\p{N}\\p{M}._\\-]*|[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[0-9A-Za-z_.\\-]+)?)$";

/** A name of 253 characters in brackets, with a port; longer texts are not looked at. */
const TEXT_LIMIT = 300;

/**
 * Splits `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address. undefined when the text has no such form or the
 * port is not within 1..65535.
 */
export function hostAndPort(
  text: string,
  defaultPort: number,
): { readonly host: string; readonly port: number } | undefined {
  if (text.length > TEXT_LIMIT) return undefined;
  const bracketed = /^\[([^\][]+)\](?::(\d{1,5}))?$/.exec(text);
  const plain = /^([^:\s[\]/]+)(?::(\d{1,5}))?$/.exec(text);
  const bareV6 = /^[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:%[\w.-]+)?$/.test(text) ? text : undefined;
  const host = bracketed?.[1] ?? plain?.[1] ?? bareV6;
  if (host === undefined) return undefined;
  const digits = bracketed?.[2] ?? plain?.[2];
  const port = digits === undefined ? defaultPort : Number(digits);
  return port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
