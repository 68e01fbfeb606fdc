// The fault catalogue: broken things with the cause that is true, and healthy ones.
import { authenticationScenarios } from "./authentication.ts";
import { balancerScenarios } from "./balancers.ts";
import { certificateScenarios } from "./certificates.ts";
import { gatewayScenarios } from "./gateways.ts";
import { listenerScenarios } from "./listeners.ts";
import { nameScenarios } from "./names.ts";
import { pathScenarios } from "./paths.ts";
import type { Scenario } from "./scenario.ts";
import { securityLayerScenarios } from "./security-layers.ts";
import { standInScenarios } from "./stand-ins.ts";

export { RunGround } from "./ground.ts";
export { healthyVariants } from "./healthy.ts";
export type { HealthyVariant, Scenario, Target } from "./scenario.ts";

/** Every scenario, in the order of the connection's stages. */
export const scenarios: readonly Scenario[] = [
  ...nameScenarios,
  ...pathScenarios,
  ...listenerScenarios,
  ...balancerScenarios,
  ...securityLayerScenarios,
  ...certificateScenarios,
  ...authenticationScenarios,
  ...standInScenarios,
  ...gatewayScenarios,
];
export { checkTarget } from "./check-target.ts";
export { judge, judgeHealthy } from "./judge.ts";
export type { Judgement } from "./judge.ts";
