import type { TlsVersionName } from "../../evidence/index.ts";
import { encodeTlsClientHello, legacyHello } from "../../protocol/index.ts";
import type { QuestionId } from "../check-options.ts";
import type { CheckView, Question } from "./question.ts";
import {
  STANDARD_REQUEST,
  answerLine,
  coreCompleted,
  helloSeed,
  noteTlsVersion,
  rdpSequence,
  tlsEndedBy,
} from "./view.ts";

const CODES: Readonly<Record<TlsVersionName, number>> = {
  TLSv1: 0x0301,
  "TLSv1.1": 0x0302,
  "TLSv1.2": 0x0303,
  "TLSv1.3": 0x0304,
};

/** Says a raw hello that goes up to one version: a server may then choose this one, or an older one. */
function tlsVersion(id: QuestionId, version: TlsVersionName, applies: (view: CheckView) => boolean): Question {
  return {
    id,
    applies: (view) => coreCompleted(view, "tls") && applies(view),
    sequence: (view, setting) =>
      rdpSequence(view, setting, {
        requestedProtocols: STANDARD_REQUEST,
        lastStage: "tls",
        rawHello: encodeTlsClientHello(legacyHello(CODES[version], helloSeed(view, setting))),
      }),
    interpret(ended, facts, view) {
      const { helloAnswer } = ended.conversation;
      const line = answerLine(ended);
      if (helloAnswer?.kind === "server-hello") {
        const chosen = Object.entries(CODES).find(([, code]) => code === helloAnswer.version)?.[0];
        for (const name of ["TLSv1", "TLSv1.1", "TLSv1.2"] as const) {
          if (name === chosen) noteTlsVersion(facts, name, "accepted", line);
        }
        if (chosen !== version) noteTlsVersion(facts, version, "refused", line);
      } else if (helloAnswer?.kind === "alert" || tlsEndedBy(ended, view) === "closed") {
        noteTlsVersion(facts, version, "refused", line);
        // A server that refuses a hello of 1.1 refuses 1.0 as well: the hello offered both.
        if (version === "TLSv1.1") noteTlsVersion(facts, "TLSv1", "refused", line);
      }
    },
  };
}

export const tls12: Question = tlsVersion(
  "tls-1.2",
  "TLSv1.2",
  (view) => view.facts.value("tls.version") === "TLSv1.3",
);

export const tls11: Question = tlsVersion("tls-1.1", "TLSv1.1", (view) => {
  const negotiated = view.facts.value("tls.version");
  return negotiated === "TLSv1.3" || negotiated === "TLSv1.2";
});

export const tls10: Question = tlsVersion(
  "tls-1.0",
  "TLSv1",
  (view) =>
    view.facts.value("tls.version") === "TLSv1.1" || view.facts.value("tls.versions")?.["TLSv1.1"] === "accepted",
);
