import { ACCOUNT_SYMPTOMS } from "./account-symptoms.ts";
import { CAPACITY_SYMPTOMS } from "./capacity-symptoms.ts";
import { CERTIFICATE_SYMPTOMS } from "./certificate-symptoms.ts";
import { DOMAIN_SYMPTOMS } from "./domain-symptoms.ts";
import { LISTENER_SYMPTOMS } from "./listener-symptoms.ts";
import { NETWORK_SYMPTOMS } from "./network-symptoms.ts";
import type { HostSymptom } from "./pool.ts";
import { SESSION_SYMPTOMS } from "./session-symptoms.ts";
import { TLS_SYMPTOMS } from "./tls-symptoms.ts";

/** Every family that is looked for in what a host tells of itself. Groups of equal effect and stage keep this order. */
export const HOST_SYMPTOMS: readonly HostSymptom[] = [
  ...LISTENER_SYMPTOMS,
  ...NETWORK_SYMPTOMS,
  ...CERTIFICATE_SYMPTOMS,
  ...TLS_SYMPTOMS,
  ...DOMAIN_SYMPTOMS,
  ...ACCOUNT_SYMPTOMS,
  ...CAPACITY_SYMPTOMS,
  ...SESSION_SYMPTOMS,
];
