import { BadgeCheck } from "lucide-react";
import type { ReactNode } from "react";
import type { CertificateDocument } from "../../../../src/core/contract/index.ts";
import { certificatesPageTexts } from "../../../../src/core/texts/index.ts";
import type { CertificateListDocument } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { type ExportColumn, ExportButtons, isoTime } from "../../parts/export-buttons.tsx";
import { SearchField } from "../../parts/search-field.tsx";
import { PageHead, Section } from "../../parts/section.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { useAddress } from "../../shell/use-address.ts";
import { useNow } from "../../shell/use-now.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { calendarOf } from "./calendar.ts";
import { CalendarView } from "./calendar-view.tsx";
import { CertificateChanges } from "./certificate-changes.tsx";
import { CertificateTable } from "./certificate-table.tsx";
import css from "./certificates-page.module.css";
import { OneCertificate } from "./one-certificate.tsx";

const CERTIFICATE_COLUMNS: readonly ExportColumn<CertificateDocument>[] = [
  { head: "sha256", cell: ({ sha256 }) => sha256 },
  { head: "subject", cell: ({ subject }) => subject ?? undefined },
  { head: "issuer", cell: ({ issuer }) => issuer ?? undefined },
  { head: "begins", cell: ({ notBeforeMs }) => isoTime(notBeforeMs) },
  { head: "ends", cell: ({ notAfterMs }) => isoTime(notAfterMs) },
  { head: "hosts", cell: ({ hosts }) => hosts.map(({ name }) => name).join(" ") },
];

/** When certificates end, who shows them, and how they changed. */
export function CertificatesPage(): ReactNode {
  const say = useTexts(certificatesPageTexts);
  const certificates = useApi<CertificateListDocument>("certificates", "/certificates", {}, { everyMs: 60_000 });
  return (
    <>
      <PageHead title={say("title")} about={say("about")} />
      <Loaded query={certificates}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={say("none")} icon={<BadgeCheck aria-hidden="true" />}>
              {say("none-hint")}
            </Empty>
          ) : (
            <Certificates all={items} />
          )
        }
      </Loaded>
    </>
  );
}

function Certificates({ all }: { readonly all: readonly CertificateDocument[] }): ReactNode {
  const say = useTexts(certificatesPageTexts);
  const nowMs = useNow();
  const [month, setMonth] = useAddress("month");
  const [search, setSearch] = useAddress("search");
  const [chosen] = useAddress("certificate");
  const boxes = calendarOf(all, nowMs);
  const inMonth = boxes.find(({ id }) => id === month)?.certificates ?? all;
  const word = search.trim().toLowerCase();
  const shown = word === "" ? inMonth : inMonth.filter((certificate) => textOf(certificate).includes(word));
  return (
    <div className={css["page"]}>
      {chosen === "" ? null : <OneCertificate sha256={chosen} all={all} />}
      <Section title={say("calendar")}>
        <CalendarView boxes={boxes} chosen={month} choose={(id) => setMonth(id === month ? "" : id)} />
      </Section>
      <Section
        flush
        title={say("certificates", { count: shown.length })}
        actions={
          <>
            <SearchField label={say("search")} value={search} onChange={setSearch} />
            <ExportButtons
              look="bare"
              name="certificates"
              columns={CERTIFICATE_COLUMNS}
              load={async () => Promise.resolve(shown)}
            />
          </>
        }
      >
        {shown.length === 0 ? (
          <p className={css["none"]}>{say("none-here")}</p>
        ) : (
          <CertificateTable certificates={shown} nowMs={nowMs} />
        )}
      </Section>
      <CertificateChanges />
    </div>
  );
}

function textOf({ subject, issuer, sha256, hosts }: CertificateDocument): string {
  return [subject, issuer, sha256, ...hosts.map(({ name }) => name)].join(" ").toLowerCase();
}
