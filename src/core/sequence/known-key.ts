import type { LogonRequest } from "./logon-request.ts";

/** The host shows another key than last time, and nobody asked for the credential to go there all the same. */
export function isChangedKey(request: LogonRequest, sha256Hex: string): boolean {
  const { knownKeySha256, allowChangedKey } = request;
  return knownKeySha256 !== undefined && !allowChangedKey && knownKeySha256 !== sha256Hex;
}
