import { hmacMd5 } from "../crypto/index.ts";
import { encodeAutoReconnectPacket } from "../protocol/index.ts";

const CLIENT_RANDOM_BYTES = 32;

/**
 * Auto-reconnect cookie of a Client Info PDU, 28 bytes ([MS-RDPBCGR] 5.5): proof that the client has the 16 `arcRandomBits` of
 * the session it lost. `clientRandom` is that of the new connection under standard RDP security; under TLS and CredSSP there
 * is none, and zeros stand for it. Throws RangeError when the bits are not 16 bytes.
 */
export function autoReconnectResponse(
  logonId: number,
  arcRandomBits: Uint8Array,
  clientRandom: Uint8Array = new Uint8Array(CLIENT_RANDOM_BYTES),
): Uint8Array {
  return encodeAutoReconnectPacket(logonId, hmacMd5(arcRandomBits, clientRandom));
}
