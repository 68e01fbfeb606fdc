import { DecodeError, fromHex } from "../../bytes/index.ts";
import {
  type CertificateFacts,
  type CertificateLint,
  decodeCertificate,
  lintCertificate,
} from "../../certificate/index.ts";
import { type CertificateState, sectionOf } from "../../inventory/index.ts";
import { remarksSentence } from "../../diagnosis/index.ts";
import type { Localized } from "../../texts/index.ts";
import type { AuditedHost } from "./audited-host.ts";

/** A remark of the policy linter; beside those of every certificate the ones that need the host's own view. */
export type CertificatePolicyRemark =
  | CertificateLint
  /** No digitalSignature in Key Usage: key exchange with forward secrecy, and TLS 1.3, sign with the key. */
  | { readonly kind: "key-usage-no-signature"; readonly keyUsage: readonly string[] }
  | { readonly kind: "no-private-key" }
  | { readonly kind: "key-not-readable"; readonly keyFile?: string };

/** The certificate of the listener, and what is remarkable about it. */
export interface AuditedCertificate {
  readonly thumbprintSha1: string;
  readonly store: string;
  readonly at: string;
  readonly subject?: string;
  readonly issuer?: string;
  readonly notAfterMs?: number;
  readonly isSelfIssued?: boolean;
  /** unreadable: no DER was collected, or it is none. Then only names and dates that the collector gave are known. */
  readonly outcome: "linted" | "unreadable";
  readonly remarks: readonly SaidRemark[];
}

/** A remark with its sentence. */
export interface SaidRemark {
  readonly remark: CertificatePolicyRemark;
  readonly sentence: Localized;
}

function said(remark: CertificatePolicyRemark): SaidRemark {
  switch (remark.kind) {
    case "key-usage-no-signature":
      return { remark, sentence: NO_SIGNATURE };
    case "no-private-key":
      return { remark, sentence: NO_KEY };
    case "key-not-readable":
      return { remark, sentence: NOT_READABLE };
    default:
      return { remark, sentence: remarksSentence([remark]) };
  }
}

const NO_SIGNATURE: Localized = {
  en: "its key usage lacks digitalSignature, which forward secrecy and TLS 1.3 need",
  zh: "密钥用法缺少 digitalSignature，而前向保密和 TLS 1.3 需要它",
};
const NO_KEY: Localized = {
  en: "its private key is not on the host, so no connection can use it",
  zh: "主机上没有其私钥，任何连接都无法使用该证书",
};
const NOT_READABLE: Localized = {
  en: "NETWORK SERVICE cannot read its private key, so the listener cannot use it",
  zh: "NETWORK SERVICE 无法读取其私钥，侦听器无法使用该证书",
};

/* decodeCertificate reads up to 128 KiB. */
const DER_HEX_MAX_CHARACTERS = 300_000;
const NETWORK_SERVICE = /network service|S-1-5-20\b/i;
const READS = /full ?control|read|generic_?all|generic_?read/i;

function facts(state: CertificateState): CertificateFacts | undefined {
  if (state.derHex === undefined || state.derHex.length > DER_HEX_MAX_CHARACTERS) return undefined;
  try {
    return decodeCertificate(fromHex(state.derHex));
  } catch (error) {
    // Whatever the collector wrote there: what is no certificate is told as unreadable.
    if (error instanceof DecodeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function keyRemarks(state: CertificateState): readonly CertificatePolicyRemark[] {
  if (state.hasPrivateKey === false) return [{ kind: "no-private-key" }];
  const access = state.keyAccess;
  if (access === undefined) return [];
  const ofService = access.filter(({ account }) => NETWORK_SERVICE.test(account));
  const isDenied = ofService.some(({ kind }) => kind === "deny");
  const isAllowed = ofService.some(({ kind, rights }) => kind === "allow" && READS.test(rights));
  if (isAllowed && !isDenied) return [];
  return [{ kind: "key-not-readable", ...(state.keyFile === undefined ? {} : { keyFile: state.keyFile }) }];
}

function usageRemarks(found: CertificateFacts): readonly CertificatePolicyRemark[] {
  const usage = found.keyUsage;
  return usage === undefined || usage.includes("digitalSignature")
    ? []
    : [{ kind: "key-usage-no-signature", keyUsage: [...usage] }];
}

/** Each certificate that a listener is bound to, linted: names, key usage, purposes, lifetime, key and signature. */
export function auditedCertificates(host: AuditedHost): readonly AuditedCertificate[] {
  const section = host.inventory.sections.certificates;
  const all = sectionOf(host.inventory, "certificates") ?? [];
  const bound = all.filter((state) => state.bound);
  return bound.map((state) => {
    const found = facts(state);
    const { thumbprintSha1, store } = state;
    const at = `${section?.at ?? "certificates"} ${thumbprintSha1}`;
    const own = keyRemarks(state);
    if (found === undefined) {
      return {
        thumbprintSha1,
        store,
        at,
        outcome: "unreadable",
        remarks: own.map(said),
        ...(state.subject === undefined ? {} : { subject: state.subject }),
        ...(state.notAfterMs === undefined ? {} : { notAfterMs: state.notAfterMs }),
      };
    }
    const { nowMs, names = [] } = host.options;
    return {
      thumbprintSha1,
      store,
      at,
      outcome: "linted",
      subject: found.subject,
      issuer: found.issuer,
      notAfterMs: found.notAfterMs,
      isSelfIssued: found.isSelfIssued,
      remarks: [...lintCertificate(found, { nowMs, names }), ...usageRemarks(found), ...own].map(said),
    };
  });
}
