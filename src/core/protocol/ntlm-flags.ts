/** [MS-NLMP] 2.2.2.5 NEGOTIATE, the flags by their names there. */
export const NTLM_FLAGS = {
  NTLMSSP_NEGOTIATE_UNICODE: 0x0000_0001,
  NTLM_NEGOTIATE_OEM: 0x0000_0002,
  NTLMSSP_REQUEST_TARGET: 0x0000_0004,
  NTLMSSP_NEGOTIATE_SIGN: 0x0000_0010,
  NTLMSSP_NEGOTIATE_SEAL: 0x0000_0020,
  NTLMSSP_NEGOTIATE_DATAGRAM: 0x0000_0040,
  NTLMSSP_NEGOTIATE_LM_KEY: 0x0000_0080,
  NTLMSSP_NEGOTIATE_NTLM: 0x0000_0200,
  NTLMSSP_ANONYMOUS: 0x0000_0800,
  NTLMSSP_NEGOTIATE_OEM_DOMAIN_SUPPLIED: 0x0000_1000,
  NTLMSSP_NEGOTIATE_OEM_WORKSTATION_SUPPLIED: 0x0000_2000,
  NTLMSSP_NEGOTIATE_ALWAYS_SIGN: 0x0000_8000,
  NTLMSSP_TARGET_TYPE_DOMAIN: 0x0001_0000,
  NTLMSSP_TARGET_TYPE_SERVER: 0x0002_0000,
  NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY: 0x0008_0000,
  NTLMSSP_NEGOTIATE_IDENTIFY: 0x0010_0000,
  NTLMSSP_REQUEST_NON_NT_SESSION_KEY: 0x0040_0000,
  NTLMSSP_NEGOTIATE_TARGET_INFO: 0x0080_0000,
  NTLMSSP_NEGOTIATE_VERSION: 0x0200_0000,
  NTLMSSP_NEGOTIATE_128: 0x2000_0000,
  NTLMSSP_NEGOTIATE_KEY_EXCH: 0x4000_0000,
  NTLMSSP_NEGOTIATE_56: 0x8000_0000,
} as const;

/** Name of a flag in [MS-NLMP] 2.2.2.5. */
export type NtlmFlag = keyof typeof NTLM_FLAGS;

/** What Windows and FreeRDP clients ask for in CredSSP: every key size, signing, sealing, key exchange, version. */
export const NTLM_CREDSSP_CLIENT_FLAGS = 0xe208_82b7;

const FLAG_BITS: readonly (readonly [name: string, bit: number])[] = Object.entries(NTLM_FLAGS);

/** Names of the flags that are set, lowest bit first; reserved bits have none. */
export function ntlmFlagNames(flags: number): readonly string[] {
  return FLAG_BITS.filter(([, bit]) => hasNtlmFlag(flags, bit)).map(([name]) => name);
}

/** True when the flag's bit is set. */
export function hasNtlmFlag(flags: number, bit: number): boolean {
  return (flags & bit) !== 0;
}
