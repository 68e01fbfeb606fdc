import type { PictureFact } from "../../evidence/index.ts";
import type { Candidate, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { ANY_REASON } from "../logon-notices.ts";
import { readServerMessage } from "../server-messages.ts";
import { isHardlyDrawn } from "../picture-share.ts";
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
  if (isHardlyDrawn(reader)) return BROKEN_OFF;
  if (reader.value("credssp.credential") === "accepted") return AFTER_NLA;
  if (stackOf(reader) !== "xrdp") return ANY_REASON;
  return picture.kind === "login-window" && picture.text.length > 0 ? ASKED_BY_XRDP : SAID_BY_XRDP;
}

/** NLA took the password, and the logon behind it shows something else than a desktop. */
const AFTER_NLA: readonly Candidate[] = [
  { id: "logon-right-missing", weight: 44 },
  { id: "max-connections-reached", weight: 18 },
  { id: "account-disabled-or-restricted", variant: "restricted", weight: 14 },
  { id: "password-expired-or-must-change", weight: 12 },
  { id: "slow-logon-profile", weight: 12 },
];

/** Its form was read, and no word of a failure: nothing was tried, as where the session type has no section. */
const ASKED_BY_XRDP: readonly Candidate[] = [
  { id: "rdp-listener-config-corrupt", variant: "session-type-missing", weight: 55 },
  { id: "bad-credentials", weight: 45 },
];

/** Its window stands there, and what it says could not be read. */
const SAID_BY_XRDP: readonly Candidate[] = [
  { id: "bad-credentials", weight: 46 },
  { id: "wddm-driver-issue", variant: "x-server-does-not-start", weight: 16 },
  { id: "max-connections-reached", weight: 13 },
  { id: "rdp-listener-config-corrupt", variant: "session-type-missing", weight: 9 },
  { id: "account-disabled-or-restricted", weight: 8 },
  { id: "termservice-stopped", variant: "session-manager", weight: 8 },
];

/** Of a whole window only the first small packets came. */
const BROKEN_OFF: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", variant: "mtu-black-hole-from-host", weight: 58 },
  { id: "lossy-or-high-latency-path", weight: 22 },
  { id: "memory-or-session-leak", weight: 20 },
];
