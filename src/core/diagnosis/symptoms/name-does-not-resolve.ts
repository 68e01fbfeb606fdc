import type { Symptom } from "../candidate.ts";

/** DNS gave no address. "Does not exist" comes from an authority; a resolver that fails says nothing about the name. */
export const nameDoesNotResolve: Symptom = (reader) => {
  const fault = reader.fault("dns");
  if (fault === undefined) return [];
  const exists = fault.kind !== "name-not-found";
  return [
    {
      group: "name-does-not-resolve",
      stage: "dns",
      effect: "blocks",
      certainty: exists ? 0.8 : 0.95,
      because: reader.faultOf("dns"),
      candidates: [{ id: "dns-name-or-address-wrong", variant: exists ? "resolver-failed" : "not-found", weight: 1 }],
    },
  ];
};
