import { usage } from "../operation-error.ts";

export interface Account {
  readonly user: string;
  /** "" for an account of the host itself. */
  readonly domain: string;
}

/** The most of a name that fits into Client Info ([MS-RDPBCGR] 2.2.1.11.1.1: 512 bytes with the terminator). */
const MOST_CHARACTERS = 255;

/**
 * `user`, `DOMAIN\user` or `user@domain`, with `--domain` where it is given. What is taken for a password is refused and
 * never shown again. Throws `OperationError`.
 */
export function readAccount(name: string | undefined, domainAsked: string | undefined): Account {
  if (name === undefined) throw usage("error.user-missing");
  // Other tools take what stands behind these for a password; Windows allows no colon in a name.
  if (/[:%]/.test(name)) throw usage("error.password-in-user");
  const at = name.indexOf("\\");
  const domain = domainAsked ?? (at < 0 ? "" : name.slice(0, at));
  const user = at < 0 ? name : name.slice(at + 1);
  if (at >= 0 && domainAsked !== undefined && name.slice(0, at).toLowerCase() !== domainAsked.toLowerCase()) {
    throw usage("error.two-domains");
  }
  if (user === "" || user.includes("\\")) throw usage("error.bad-user");
  for (const part of [user, domain]) {
    if (part.length > MOST_CHARACTERS || /\p{Cc}/u.test(part)) throw usage("error.bad-user");
  }
  // user@domain stays whole: the host looks up what domain it means.
  return { user, domain };
}
