import { concat, fromLatin1, fromUtf16 } from "../bytes/index.ts";
import { Rc4, hmacMd5, md4, md5 } from "../crypto/index.ts";

/** Who wrote a message: each direction has keys of its own. */
export type NtlmSide = "client" | "server";

/** Windows folds one UTF-16 unit into one and never a foreign letter into ASCII; JavaScript makes "SS" of "ß" and "S" of "ſ". */
function upperCase(text: string): string {
  return text.replaceAll(/./gsu, (letter) => {
    const upper = letter.toUpperCase();
    const foreign = letter.charCodeAt(0) > 0x7f && upper.charCodeAt(0) <= 0x7f;
    return upper.length !== letter.length || foreign ? letter : upper;
  });
}

/** NTOWFv2, 16 bytes ([MS-NLMP] 3.3.2): all that an NTLM server has to know of a password. As secret as the password itself. */
export function ntOwfV2(password: string, user: string, domain: string): Uint8Array {
  return hmacMd5(md4(fromUtf16(password)), fromUtf16(upperCase(user) + domain));
}

/**
 * NTProofStr and the session base key ([MS-NLMP] 3.3.2), 16 bytes each. `temp` is the NTLMv2_CLIENT_CHALLENGE as it goes over the wire.
 * The session base key is NTLMv2's key exchange key, too (3.4.5.1).
 */
export function ntlmV2Proof(
  responseKey: Uint8Array,
  serverChallenge: Uint8Array,
  temp: Uint8Array,
): { readonly ntProofStr: Uint8Array; readonly sessionBaseKey: Uint8Array } {
  const ntProofStr = hmacMd5(responseKey, concat([serverChallenge, temp]));
  return { ntProofStr, sessionBaseKey: hmacMd5(responseKey, ntProofStr) };
}

/** Exported session key into EncryptedRandomSessionKey and back: RC4K with the key exchange key ([MS-NLMP] 3.1.5.1.2). */
export function exchangeNtlmKey(keyExchangeKey: Uint8Array, key: Uint8Array): Uint8Array {
  return new Rc4(keyExchangeKey).apply(key);
}

/** MIC, 16 bytes ([MS-NLMP] 3.1.5.1.2), over the three messages as they were sent; the MIC of the third is zero meanwhile. */
export function ntlmMic(
  exportedSessionKey: Uint8Array,
  negotiate: Uint8Array,
  challenge: Uint8Array,
  authenticate: Uint8Array,
): Uint8Array {
  return hmacMd5(exportedSessionKey, concat([negotiate, challenge, authenticate]));
}

const WAYS: Readonly<Record<NtlmSide, string>> = { client: "client-to-server", server: "server-to-client" };

/** SIGNKEY of messages that `side` writes, 16 bytes ([MS-NLMP] 3.4.5.2). */
export function ntlmSignKey(exportedSessionKey: Uint8Array, side: NtlmSide): Uint8Array {
  const magic = fromLatin1(`session key to ${WAYS[side]} signing key magic constant\0`);
  return md5(concat([exportedSessionKey, magic]));
}

/** SEALKEY of messages that `side` writes, 16 bytes, for extended session security with 128 bits ([MS-NLMP] 3.4.5.3). */
export function ntlmSealKey(exportedSessionKey: Uint8Array, side: NtlmSide): Uint8Array {
  const magic = fromLatin1(`session key to ${WAYS[side]} sealing key magic constant\0`);
  return md5(concat([exportedSessionKey, magic]));
}
