import type { Candidate, Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { explainErrorInfo, isOrderlyEnd } from "./error-info.ts";
import { faultStageOf } from "./stage-faults.ts";

/** The server ended the conversation with a code: of licensing, or by Set Error Info. */
export const licensingAndErrorInfo: Symptom = (reader) => [...errorInfo(reader), ...licensing(reader)];

function errorInfo(reader: EvidenceReader): readonly Group[] {
  const stage = faultStageOf(reader, "error-info");
  const fault = stage === undefined ? undefined : reader.fault(stage);
  const code = fault?.kind === "error-info" ? fault.errorInfo : reader.value("session.errorInfo");
  if (code === undefined || code === 0 || (stage === undefined && isOrderlyEnd(code))) return [];
  const candidates = explainErrorInfo(code);
  return [
    {
      group: "error-info",
      stage: stage ?? "licensing",
      effect: "blocks",
      certainty: candidates === undefined ? 0.4 : 0.93,
      because: [...(stage === undefined ? [] : reader.faultOf(stage)), ...reader.supports("session.errorInfo")],
      candidates: candidates ?? [{ id: "protocol-stream-error", weight: 1 }],
    },
  ];
}

function licensing(reader: EvidenceReader): readonly Group[] {
  const stage = faultStageOf(reader, "licensing-error");
  const fault = stage === undefined ? undefined : reader.fault(stage);
  const known = reader.value("licensing.answer") === "error" ? reader.value("licensing.errorCode") : undefined;
  const code = fault?.kind === "licensing-error" ? fault.errorCode : known;
  if (code === undefined || code === STATUS_VALID_CLIENT) return [];
  return [
    {
      group: "licensing-error",
      stage: "licensing",
      effect: "blocks",
      certainty: 0.9,
      because: [
        ...(stage === undefined ? [] : reader.faultOf(stage)),
        ...reader.supports("licensing.errorCode", "licensing.stateTransition"),
      ],
      candidates: explainLicensingError(code),
    },
  ];
}

/** Error codes of the licensing error message ([MS-RDPBCGR] 2.2.1.12.1.3). */
const STATUS_VALID_CLIENT = 7;

function explainLicensingError(code: number): readonly Candidate[] {
  switch (code) {
    case 2: // ERR_NO_LICENSE
      return [
        { id: "rds-cal-unavailable", weight: 75 },
        { id: "rds-grace-period-expired", weight: 25 },
      ];
    case 6: // ERR_NO_LICENSE_SERVER
      return [
        { id: "rds-license-server-unreachable", weight: 52 },
        { id: "rds-grace-period-expired", weight: 48 },
      ];
    default: // bad certificate, MAC, scope, client, product id or message length
      return [{ id: "rds-license-material-corrupt", weight: 1 }];
  }
}
