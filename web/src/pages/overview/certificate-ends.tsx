import type { ReactNode } from "react";
import { Link } from "wouter";
import { overviewPageTexts } from "../../../../src/core/texts/index.ts";
import type { CertificateListDocument } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Badge } from "../../parts/marks.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useNow } from "../../shell/use-now.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./overview-page.module.css";

const WITHIN_DAYS = 90;
const SHOWN = 8;
const DAY_MS = 86_400_000;
const SOON_DAYS = 30;
const VERY_SOON_DAYS = 7;

export function CertificateEnds(): ReactNode {
  const say = useTexts(overviewPageTexts);
  const format = useFormat();
  const nowMs = useNow();
  const certificates = useApi<CertificateListDocument>("certificates", "/certificates", { withinDays: WITHIN_DAYS });
  return (
    <Section flush title={say("certificates")} actions={<Link href="/certificates">{say("all-certificates")}</Link>}>
      <Loaded query={certificates}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={css["none"]}>{say("no-certificates")}</p>
          ) : (
            <ul className={css["list"]}>
              {items.slice(0, SHOWN).map(({ sha256, subject, notAfterMs, hosts }) => {
                const endMs = notAfterMs ?? 0;
                const days = (endMs - nowMs) / DAY_MS;
                const when = format.relative(endMs, nowMs);
                return (
                  <li key={sha256}>
                    <Link href={`/certificates?certificate=${sha256}`} className={css["item"]}>
                      <strong>{subject ?? sha256.slice(0, 16)}</strong>
                      <span className={css["small"]}>
                        <Badge tone={days < VERY_SOON_DAYS ? "bad" : days < SOON_DAYS ? "warn" : "still"}>
                          {say(days < 0 ? "certificate-ended" : "certificate-ends", { when })}
                        </Badge>
                        <span>{say("incident-hosts", { count: hosts.length })}</span>
                        <span>{format.date(endMs)}</span>
                      </span>
                    </Link>
                  </li>
                );
              })}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
