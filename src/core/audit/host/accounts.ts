/*
 * Well-known security identifiers ([MS-DTYP] 2.4.2.4 Well-Known SID Structures) and the English names of those that rights
 * are given to. Localised names cannot be told; exports of secedit carry identifiers.
 */
const SID_OF_NAME: Readonly<Record<string, string>> = {
  administrators: "S-1-5-32-544",
  users: "S-1-5-32-545",
  guests: "S-1-5-32-546",
  "remote desktop users": "S-1-5-32-555",
  everyone: "S-1-1-0",
  "authenticated users": "S-1-5-11",
  "local account": "S-1-5-113",
  "local account and member of administrators group": "S-1-5-114",
  "anonymous logon": "S-1-5-7",
};

const NAME_OF_SID: ReadonlyMap<string, string> = new Map(
  Object.entries(SID_OF_NAME).map(([name, sid]) => [sid, name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())]),
);

const DOMAIN_GROUPS: Readonly<Record<string, string>> = {
  "512": "Domain Admins",
  "513": "Domain Users",
  "518": "Schema Admins",
  "519": "Enterprise Admins",
};

/** The identifier of an account where it is known, else the name as it was written, in upper case for comparing. */
export function accountId(account: string): string {
  const plain = account.trim().replace(/^\*/, "");
  if (/^S-1-/i.test(plain)) return plain.toUpperCase();
  const name = plain.replace(/^(?:BUILTIN|NT AUTHORITY)\\/i, "").toLowerCase();
  return (Object.hasOwn(SID_OF_NAME, name) ? SID_OF_NAME[name] : undefined) ?? plain.toUpperCase();
}

/** An account as a person reads it: "Remote Desktop Users (S-1-5-32-555)". */
export function accountName(account: string): string {
  const plain = account.trim().replace(/^\*/, "");
  const known = NAME_OF_SID.get(accountId(plain)) ?? domainGroup(plain);
  if (known === undefined || known.toLowerCase() === plain.toLowerCase()) return plain;
  return /^S-1-/i.test(plain) ? `${known} (${plain})` : plain;
}

function domainGroup(sid: string): string | undefined {
  const relative = /^S-1-5-21-\d+-\d+-\d+-(\d+)$/i.exec(sid)?.[1];
  return relative === undefined ? undefined : DOMAIN_GROUPS[relative];
}
