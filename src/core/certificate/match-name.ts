import { type CertificateFacts } from "./certificate.ts";
import { formatIpAddress, parseIpAddress } from "./ip-address.ts";

/** Whether a certificate carries a name, and which of its names did it. */
export interface NameMatch {
  readonly matches: boolean;
  readonly by?: "dns" | "ip" | "cn";
  readonly wildcard?: boolean;
}

/* RFC 9525 6.3: ASCII case does not matter, and a final dot only says that the name is complete. */
const comparable = (name: string): string =>
  name.replace(/\.$/, "").replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/* RFC 9525 6.3: "*" is the whole first label and stands for exactly one; under a top-level domain alone it stands for nothing. */
function matchesWildcard(asked: string, pattern: string): boolean {
  if (!pattern.startsWith("*.")) return false;
  const rest = pattern.slice(1);
  const firstDot = asked.indexOf(".");
  return firstDot > 0 && rest.indexOf(".", 1) > 0 && !rest.includes("*") && asked.slice(firstDot) === rest;
}

function matchAny(asked: string, names: readonly string[], by: "dns" | "cn"): NameMatch | undefined {
  const patterns = names.map(comparable);
  if (patterns.includes(asked)) return { matches: true, by };
  if (patterns.some((pattern) => matchesWildcard(asked, pattern))) return { matches: true, by, wildcard: true };
  return undefined;
}

/**
 * Does the certificate carry the name that was asked for? Host names by RFC 9525 6.3 and 6.5 (case, one final dot, "*" as first label;
 * labels of IDNs are compared as they are), address literals by their bytes. The common name counts only when the certificate has
 * neither DNS names nor addresses (RFC 6125 6.4.4): the certificates that Windows makes for RDP by itself have nothing else, and mstsc
 * takes them, an address as common name included.
 */
export function matchName(
  asked: string,
  certificate: Pick<CertificateFacts, "subjectAltNames" | "subjectCommonName">,
): NameMatch {
  const { dns, ip } = certificate.subjectAltNames;
  const hasAltNames = dns.length > 0 || ip.length > 0;
  const commonNames = hasAltNames || certificate.subjectCommonName === undefined ? [] : [certificate.subjectCommonName];
  const address = parseIpAddress(asked);
  if (address) {
    const text = formatIpAddress(address) ?? asked;
    if (ip.includes(text)) return { matches: true, by: "ip" };
    return commonNames.includes(text) ? { matches: true, by: "cn" } : { matches: false };
  }
  const name = comparable(asked);
  if (name === "" || name.includes("*")) return { matches: false };
  return matchAny(name, dns, "dns") ?? matchAny(name, commonNames, "cn") ?? { matches: false };
}
