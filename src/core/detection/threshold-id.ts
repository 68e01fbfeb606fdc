/** Every number that decides whether something is reported. */
export const THRESHOLD_IDS = [
  "guesses-fast",
  "guesses-slow",
  "names-from-one-address",
  "addresses-against-one-account",
  "addresses-against-one-host",
  "success-memory",
  "connections-from-one-address",
  "handshake-failures-on-one-host",
  "listener-storm",
  "lockouts",
  "history-logons",
  "history-days",
  "hour-distance",
  "hop-window",
  "chain-hops",
  "hijack-window",
] as const;

export type ThresholdId = (typeof THRESHOLD_IDS)[number];
