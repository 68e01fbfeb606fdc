import type { AuditControl, AuditControlId } from "../control.ts";
import { certificateIssuer } from "./certificate-issuer.ts";
import { certificateName } from "./certificate-name.ts";
import { certificateStrength } from "./certificate-strength.ts";
import { certificateValid } from "./certificate-valid.ts";
import { clearText } from "./clear-text.ts";
import { credsspVersion } from "./credssp-version.ts";
import { encryptionLevel } from "./encryption-level.ts";
import { exposure } from "./exposure.ts";
import { nla } from "./nla.ts";
import { openDesktop } from "./open-desktop.ts";
import { postQuantum } from "./post-quantum.ts";
import { securityLayer } from "./security-layer.ts";
import { tls10 } from "./tls-1.0.ts";
import { tls11 } from "./tls-1.1.ts";
import { tlsFloor } from "./tls-floor.ts";

/** Every control that can be judged from outside, in the order of a report: heaviest first. */
export const AUDIT_CONTROLS: Readonly<Record<AuditControlId, AuditControl>> = {
  "RDP-X-CLEAR-TEXT": clearText,
  "RDP-NLA": nla,
  "RDP-SECLAYER": securityLayer,
  "RDP-X-TLS-MODERN": tlsFloor,
  "TLS-TLS10": tls10,
  "RDP-X-CERT-VALID": certificateValid,
  "RDP-X-CERT-STRENGTH": certificateStrength,
  "RDP-X-CREDSSP-VERSION": credsspVersion,
  "RDP-X-EXPOSURE": exposure,
  "RDP-CERT": certificateIssuer,
  "RDP-X-CERT-NAME": certificateName,
  "RDP-X-PRE-AUTH": openDesktop,
  "RDP-ENCLEVEL": encryptionLevel,
  "TLS-TLS11": tls11,
  "RDP-X-PQ": postQuantum,
};
