import type { AuditControl } from "../control.ts";
import { met, notMet, notTested } from "../judgement.ts";

const FIRST_CORRECTED_VERSION = 5;

/** Version 5 and later bind the server key by a hash. */
export const credsspVersion: AuditControl = {
  id: "RDP-X-CREDSSP-VERSION",
  severity: "high",
  title: { en: "CredSSP is a version corrected after CVE-2018-0886", zh: "CredSSP 版本已修复 CVE-2018-0886" },
  judge(reader) {
    const version = reader.value("credssp.version");
    if (version === undefined) return notTested();
    const because = reader.supports("credssp.version");
    return version >= FIRST_CORRECTED_VERSION ? met(because) : notMet(because);
  },
};
