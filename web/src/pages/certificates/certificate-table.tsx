import type { ReactNode } from "react";
import { Link } from "wouter";
import type { CertificateDocument } from "../../../../src/core/contract/index.ts";
import { certificatesPageTexts } from "../../../../src/core/texts/index.ts";
import { Badge } from "../../parts/marks.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./certificates-page.module.css";

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;
const VERY_SOON_DAYS = 7;
const HOSTS_SHOWN = 3;
const MOST = 500;

export function CertificateTable({
  certificates,
  nowMs,
}: {
  readonly certificates: readonly CertificateDocument[];
  readonly nowMs: number;
}): ReactNode {
  const say = useTexts(certificatesPageTexts);
  const columns: readonly Column<CertificateDocument>[] = [
    {
      id: "subject",
      head: say("subject"),
      cell: ({ sha256, subject, selfSigned }) => (
        <span className={css["subject"]}>
          <Link href={`/certificates?certificate=${sha256}`}>
            <bdi>{subject ?? sha256.slice(0, 16)}</bdi>
          </Link>
          {selfSigned === true ? <Badge>{say("self-signed")}</Badge> : null}
        </span>
      ),
    },
    {
      id: "ends",
      head: say("ends"),
      cell: ({ notAfterMs }) => (notAfterMs === null ? say("not-known") : <Left endMs={notAfterMs} nowMs={nowMs} />),
    },
    { id: "issuer", head: say("issuer"), isMinor: true, cell: ({ issuer }) => <bdi>{issuer}</bdi> },
    {
      id: "hosts",
      head: say("shown-by"),
      cell: ({ hosts }) => (
        <span className={css["subject"]}>
          {hosts.slice(0, HOSTS_SHOWN).map(({ id, name }) => (
            <Link key={id} href={`/hosts/${id}`}>
              <bdi>{name}</bdi>
            </Link>
          ))}
          {hosts.length > HOSTS_SHOWN ? <span>{say("hosts", { count: hosts.length })}</span> : null}
        </span>
      ),
    },
  ];
  return (
    <Table
      caption={say("list")}
      columns={columns}
      rows={certificates.slice(0, MOST)}
      keyOf={({ sha256 }) => sha256}
      rowHeader="subject"
    />
  );
}

/** Days until it ends, or since; the date in the tip. */
export function Left({ endMs, nowMs }: { readonly endMs: number; readonly nowMs: number }): ReactNode {
  const say = useTexts(certificatesPageTexts);
  const format = useFormat();
  const days = Math.floor((endMs - nowMs) / DAY_MS);
  const tone = days < VERY_SOON_DAYS ? "bad" : days < SOON_DAYS ? "warn" : "still";
  return (
    <span title={`${format.dateTime(endMs)} ${format.zone}`}>
      <Badge tone={tone}>{days < 0 ? say("days-over", { days: -days }) : say("days-left", { days })}</Badge>{" "}
      <span className={css["small"]}>{format.date(endMs)}</span>
    </span>
  );
}
