export { BadTarget } from "./bad-target.ts";
export { HostGate } from "./host-gate.ts";
export { checkedHost, checkedHostAndPort, parseTarget, readTarget } from "./target.ts";
export type { Target } from "./target.ts";
export { MOST_TARGETS, TargetList } from "./target-list.ts";
export type { BadLine } from "./target-list.ts";
