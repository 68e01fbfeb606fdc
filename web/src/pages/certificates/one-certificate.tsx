import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { CertificateDocument } from "../../../../src/core/contract/index.ts";
import { certificatesPageTexts } from "../../../../src/core/texts/index.ts";
import { IconButton } from "../../parts/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Section } from "../../parts/section.tsx";
import { useAddress } from "../../shell/use-address.ts";
import { useFormat } from "../../shell/use-format.ts";
import { useNow } from "../../shell/use-now.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { Left } from "./certificate-table.tsx";
import css from "./certificates-page.module.css";

const MOST = 200;

/** All that is known of one certificate, and everybody who shows it. */
export function OneCertificate({
  sha256,
  all,
}: {
  readonly sha256: string;
  readonly all: readonly CertificateDocument[];
}): ReactNode {
  const say = useTexts(certificatesPageTexts);
  const format = useFormat();
  const nowMs = useNow();
  const [, setChosen] = useAddress("certificate");
  const certificate = all.find((one) => one.sha256 === sha256);
  const close = <IconButton name={say("close")} icon={<X aria-hidden="true" />} onClick={() => setChosen("")} />;
  if (certificate === undefined) {
    return (
      <Section title={say("one")} actions={close}>
        <p>{say("one-missing")}</p>
      </Section>
    );
  }
  const { subject, issuer, notBeforeMs, notAfterMs, selfSigned, hosts } = certificate;
  const passed =
    notBeforeMs === null || notAfterMs === null
      ? null
      : Math.min(1, Math.max(0, (nowMs - notBeforeMs) / (notAfterMs - notBeforeMs)));
  return (
    <Section title={<bdi>{subject ?? say("one")}</bdi>} actions={close}>
      <dl className={css["facts"]}>
        <dt>{say("issuer")}</dt>
        <dd>
          <bdi>{selfSigned === true ? say("self-signed") : (issuer ?? say("not-known"))}</bdi>
        </dd>
        <dt>{say("begins")}</dt>
        <dd>{notBeforeMs === null ? say("not-known") : format.dateTime(notBeforeMs)}</dd>
        <dt>{say("ends")}</dt>
        <dd>{notAfterMs === null ? say("not-known") : <Left endMs={notAfterMs} nowMs={nowMs} />}</dd>
        <dt>{say("fingerprint")}</dt>
        <dd className={css["print"]}>
          <code>{sha256}</code>
          <CopyButton text={sha256} />
        </dd>
        <dt>{say("shown-by")}</dt>
        <dd className={css["subject"]}>
          {hosts.slice(0, MOST).map(({ id, name }) => (
            <Link key={id} href={`/hosts/${id}`}>
              <bdi>{name}</bdi>
            </Link>
          ))}
        </dd>
      </dl>
      {passed === null ? null : <meter className={css["validity"]} value={passed} aria-label={say("ends")} />}
    </Section>
  );
}
