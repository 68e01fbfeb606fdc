import { ReadCursor, WriteCursor } from "../bytes/index.ts";

/*
 * [MS-RDPBCGR] 2.2.10.2 Early User Authorization Result PDU, sent inside TLS right after CredSSP when PROTOCOL_HYBRID_EX was selected:
 *
 *   authorizationResult (4 bytes, little-endian): AUTHZ_SUCCESS 0x00000000, AUTHZ_ACCESS_DENIED 0x00000005
 *
 * It has no header at all: four bytes on their own, which is why their count is checked.
 */

/** Length in bytes of the PDU. */
export const EARLY_USER_AUTHORIZATION_RESULT_BYTES = 4;

/** `symbol` is missing for a value that the specification does not list. */
export interface EarlyUserAuthorizationResult {
  readonly authorizationResult: number;
  readonly symbol?: "AUTHZ_SUCCESS" | "AUTHZ_ACCESS_DENIED";
}

/** Decodes the four bytes ([MS-RDPBCGR] 2.2.10.2). Throws DecodeError when there are more or fewer. */
export function decodeEarlyUserAuthorizationResult(bytes: Uint8Array): EarlyUserAuthorizationResult {
  const cursor = new ReadCursor(bytes, "Early User Authorization Result PDU");
  const authorizationResult = cursor.u32le();
  cursor.expectEnd();
  if (authorizationResult === 0) return { authorizationResult, symbol: "AUTHZ_SUCCESS" };
  if (authorizationResult === 5) return { authorizationResult, symbol: "AUTHZ_ACCESS_DENIED" };
  return { authorizationResult };
}

/** Encodes the PDU ([MS-RDPBCGR] 2.2.10.2); `symbol` is not looked at. */
export function encodeEarlyUserAuthorizationResult(result: EarlyUserAuthorizationResult): Uint8Array {
  return new WriteCursor(EARLY_USER_AUTHORIZATION_RESULT_BYTES).u32le(result.authorizationResult).finish();
}
