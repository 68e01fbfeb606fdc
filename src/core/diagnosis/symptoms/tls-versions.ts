import type { Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";

/** TLS works, but with what current clients no longer speak: versions below 1.2, or ciphers without protection. */
export const versionsAndCiphers: Symptom = (reader) => {
  if (speaksOnlyOldVersions(reader)) {
    return [
      {
        group: "only-old-tls-versions",
        stage: "tls",
        effect: "blocks",
        certainty: 0.93,
        because: [...reader.supports("tls.version", "tls.versions"), ...reader.faultOf("tls")],
        candidates: [{ id: "tls-no-common-version", variant: "only-tls-1.0-1.1", weight: 1 }],
      },
    ];
  }
  return weakCipher(reader);
};

/** True only when an old version was accepted and nothing shows that TLS 1.2 or 1.3 would be. */
export function speaksOnlyOldVersions(reader: EvidenceReader): boolean {
  const agreed = reader.value("tls.version");
  const versions = reader.value("tls.versions");
  if (agreed === "TLSv1.2" || agreed === "TLSv1.3") return false;
  if (versions?.["TLSv1.2"] === "accepted" || versions?.["TLSv1.3"] === "accepted") return false;
  if (agreed === "TLSv1" || agreed === "TLSv1.1") return true;
  return versions?.TLSv1 === "accepted" || versions?.["TLSv1.1"] === "accepted";
}

/** No encryption or no authentication at all: no current client has these switched on. */
const UNPROTECTED_CIPHER = /NULL|(?:^|[-_])EXP|anon|^ADH|^AECDH/u;
const WEAK_CIPHER = /RC4|3DES|DES[-_]CBC|MD5/u;

/** The agreed suite says what the server prefers, not all that it has: hence the modest certainty. */
function weakCipher(reader: EvidenceReader): ReturnType<Symptom> {
  const cipher = reader.value("tls.cipher") ?? "";
  const unprotected = UNPROTECTED_CIPHER.test(cipher);
  if (!unprotected && !WEAK_CIPHER.test(cipher)) return [];
  return [
    {
      group: "weak-cipher",
      stage: "tls",
      effect: unprotected ? "blocks" : "hinders",
      certainty: 0.75,
      because: reader.supports("tls.cipher", "tls.version"),
      candidates: [{ id: "tls-no-common-cipher", weight: 1 }],
    },
  ];
}
