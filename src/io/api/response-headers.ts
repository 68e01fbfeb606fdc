/** Of every answer. Pages of ours that need more than nothing widen `content-security-policy` for themselves. */
export function securityHeaders(isTls: boolean): Readonly<Record<string, string>> {
  return {
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
    vary: "accept-language, authorization, cookie",
    ...(isTls ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}

/** Link header to the next page (RFC 8288): the same address with another cursor. */
export function nextLink(url: string, next: string): string {
  const [path = "", query] = url.split("?");
  const parameters = new URLSearchParams(query);
  parameters.set("cursor", next);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}
