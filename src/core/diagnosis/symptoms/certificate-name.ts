import type { CertificateFacts } from "../../certificate/index.ts";
import type { NtlmNames } from "../../evidence/index.ts";
import type { Candidate, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { citeRemarks, hasRemark } from "./certificate-remarks.ts";

/**
 * The certificate does not carry the name that was asked. Either it is unfit, or another host answers: the names that the
 * host gives of itself in its NTLM challenge decide between the two.
 */
export const certificateName: Symptom = (reader) => {
  if (!hasRemark(reader, "name-mismatch")) return [];
  const { host, certificateName: asked, literal } = reader.evidence.target;
  const nobodyAskedForAName = (literal && asked === host) || asked.toLowerCase() === "localhost";
  const another = namesAnotherHost(reader, asked);
  const otherHost = another === "both" && !nobodyAskedForAName;
  const posture = nobodyAskedForAName || (hasRemark(reader, "self-issued") && !otherHost);
  return [
    {
      group: "certificate-name",
      stage: "tls",
      effect: posture ? "weakens" : "hinders",
      certainty: posture ? 0.8 : 0.93,
      because: [
        ...citeRemarks(reader, "name-mismatch"),
        ...reader.supports("tls.nameAsked"),
        ...(another === "agrees" ? reader.contradicts("credssp.ntlm") : reader.supports("credssp.ntlm")),
      ],
      candidates: nobodyAskedForAName ? UNFIT_ONLY : CANDIDATES[another],
    },
  ];
};

/** Whom the NTLM names name: the host asked for, the same other host as the certificate, a third one, or nobody. */
type Witness = "agrees" | "both" | "third" | "none";

function namesAnotherHost(reader: EvidenceReader, asked: string): Witness {
  const ntlm = reader.value("credssp.ntlm");
  const [leaf] = reader.value("tls.chain") ?? [];
  const own = ntlm === undefined ? [] : computerNames(ntlm);
  if (own.length === 0) return "none";
  if (own.includes(firstLabel(asked))) return "agrees";
  return leaf !== undefined && certificateLabels(leaf).some((label) => own.includes(label)) ? "both" : "third";
}

function computerNames(ntlm: NtlmNames): readonly string[] {
  const names = [ntlm.netbiosComputer, ntlm.dnsComputer].filter((name) => name !== undefined && name !== "");
  return names.map((name) => firstLabel(name ?? ""));
}

function certificateLabels(leaf: CertificateFacts): readonly string[] {
  const commonName = leaf.subjectCommonName === undefined ? [] : [leaf.subjectCommonName];
  return [...leaf.subjectAltNames.dns, ...commonName].map(firstLabel);
}

/** NetBIOS knows no more than 15 characters and no domain: only the first label can be compared. */
function firstLabel(name: string): string {
  return (name.split(".")[0] ?? "").toLowerCase().slice(0, 15);
}

const UNFIT_ONLY: readonly Candidate[] = [{ id: "rdp-cert-wrong-eku-or-name", variant: "name-mismatch", weight: 1 }];

const CANDIDATES: Readonly<Record<Witness, readonly Candidate[]>> = {
  agrees: UNFIT_ONLY,
  both: [
    { id: "dns-name-or-address-wrong", variant: "points-to-other-host", weight: 75 },
    { id: "rdp-cert-wrong-eku-or-name", variant: "name-mismatch", weight: 25 },
  ],
  third: [
    { id: "rdp-cert-wrong-eku-or-name", variant: "name-mismatch", weight: 52 },
    { id: "dns-name-or-address-wrong", variant: "points-to-other-host", weight: 30 },
    { id: "third-party-security-hook", variant: "interception", weight: 18 },
  ],
  none: [
    { id: "rdp-cert-wrong-eku-or-name", variant: "name-mismatch", weight: 70 },
    { id: "dns-name-or-address-wrong", variant: "points-to-other-host", weight: 22 },
    { id: "broker-or-balancer-redirect", weight: 8 },
  ],
};
