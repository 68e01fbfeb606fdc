import type { Symptom } from "../candidate.ts";
import { faultStageOf } from "./stage-faults.ts";

/** Early User Authorization Result ([MS-RDPBCGR] 2.2.10.2): the password is right, the account may not log on here. */
export const authorizationDenied: Symptom = (reader) => {
  const stage = faultStageOf(reader, "authorization-denied");
  if (stage === undefined && reader.value("credssp.authorization") !== "denied") return [];
  return [
    {
      group: "authorization-denied",
      stage: stage ?? "credssp",
      effect: "blocks",
      certainty: 0.95,
      because: [
        ...(stage === undefined ? [] : reader.faultOf(stage)),
        ...reader.supports("credssp.credential", "credssp.authorization", "credssp.authorizationResult"),
      ],
      candidates: [
        { id: "logon-right-missing", weight: 88 },
        { id: "account-disabled-or-restricted", variant: "restricted", weight: 12 },
      ],
    },
  ];
};
