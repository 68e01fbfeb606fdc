import type { PictureFact } from "../../evidence/index.ts";
import type { Candidate, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { ANY_REASON } from "../logon-notices.ts";
import { readServerMessage } from "../server-messages.ts";
import { stackOf } from "../server-stack.ts";
import { faultStageOf } from "./stage-faults.ts";

/** In place of a desktop the server shows its own window: it still asks who we are, or says what went wrong. */
export const serverWindow: Symptom = (reader) => {
  const picture = reader.value("desktop.picture");
  if (reader.evidence.logon === undefined || picture === undefined) return [];
  if (picture.kind !== "login-window" && picture.kind !== "server-message") return [];
  // That window then is the refusal, and has its group.
  if (faultStageOf(reader, "logon-refused") !== undefined) return [];
  const known = readServerMessage(picture.text);
  return [
    {
      group: picture.kind,
      stage: "desktop",
      effect: "blocks",
      certainty: known === undefined ? 0.6 : 0.9,
      because: [...reader.faultOf("desktop"), ...reader.supports("desktop.picture", "session.fingerprint")],
      candidates: known?.candidates ?? explain(reader, picture),
    },
  ];
};

function explain(reader: EvidenceReader, picture: PictureFact): readonly Candidate[] {
  if (picture.kind === "login-window") return stackOf(reader) === "xrdp" ? ASKED_BY_XRDP : ANY_REASON;
  return stackOf(reader) === "xrdp" ? SAID_BY_XRDP : ANY_REASON;
}

/** Nothing was tried: xrdp logs on by itself only where it knows the session type, and was given name and password. */
const ASKED_BY_XRDP: readonly Candidate[] = [
  { id: "rdp-listener-config-corrupt", variant: "session-type-missing", weight: 55 },
  { id: "bad-credentials", weight: 45 },
];

const SAID_BY_XRDP: readonly Candidate[] = [
  { id: "bad-credentials", weight: 35 },
  { id: "wddm-driver-issue", variant: "x-server-does-not-start", weight: 30 },
  { id: "max-connections-reached", weight: 20 },
  { id: "termservice-stopped", variant: "session-manager", weight: 15 },
];
