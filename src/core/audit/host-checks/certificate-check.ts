import type { Control } from "../../knowledge/index.ts";
import type { AuditedHost } from "../host/audited-host.ts";
import { auditedCertificates } from "../host/bound-certificate.ts";
import { both, type FoundValue, type HostJudgement } from "../host/judged-control.ts";
import { numberOf } from "../host/operators.ts";
import { checkRegistry } from "./registry-check.ts";

/*
 * Win32_TSGeneralSetting.SSLCertificateSHA1HashType: 0 not valid, 1 the default self-signed certificate, 2 one that group
 * policy enforced, 3 a custom one.
 */
const SELF_SIGNED_TYPE = 1;
const SITE_TYPES: readonly number[] = [2, 3];

/**
 * The certificate of the listener. Judged where the bound certificate, or its kind, was collected; a thumbprint alone is
 * reported. That an issuer is the site's own cannot be seen: met means that the host did not issue it itself.
 */
export function checkListenerCertificate(control: Control, host: AuditedHost): HostJudgement {
  const bound = auditedCertificates(host).find(({ outcome }) => outcome === "linted");
  if (bound !== undefined) {
    const found: FoundValue = {
      value: bound.issuer ?? null,
      shown: bound.isSelfIssued === true ? SELF_ISSUED : both(bound.issuer ?? ""),
      from: "state",
      at: bound.at,
    };
    return { outcome: bound.isSelfIssued === true ? "not-met" : "met", found };
  }
  const listener = host.inventory.sections.listener;
  const type =
    listener?.outcome === "collected" ? numberOf(listener.value.settings["SSLCertificateSHA1HashType"]) : undefined;
  if (listener !== undefined && (type === SELF_SIGNED_TYPE || (type !== undefined && SITE_TYPES.includes(type)))) {
    const isOwn = type === SELF_SIGNED_TYPE;
    return {
      outcome: isOwn ? "not-met" : "met",
      found: {
        value: type,
        shown: isOwn ? SELF_ISSUED : { en: `assigned (type ${type})`, zh: `已指定（类型 ${type}）` },
        from: type === 2 ? "policy" : "local",
        at: `${listener.at} SSLCertificateSHA1HashType`,
      },
    };
  }
  const judged = checkRegistry(control, host);
  if (judged.found?.from !== "default") return judged;
  return {
    outcome: "not-met",
    found: {
      ...judged.found,
      shown: { en: "none assigned, so the self-signed one", zh: "未指定，因此使用自签名证书" },
    },
  };
}

const SELF_ISSUED = { en: "self-signed by the host", zh: "主机自签名" };
