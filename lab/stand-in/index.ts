// Stand-ins: what only Windows does, out of our own codecs and the specifications. No Windows is in them.
export { startGatewayStandIn } from "./gateway-stand-in.ts";
export type { GatewayScript } from "./gateway-stand-in.ts";
export { windows10, windows7, windowsServer2022, windowsXp } from "./presets.ts";
export { startStandIn } from "./rdp-stand-in.ts";
export type * from "./script.ts";
export type * from "./session-script.ts";
export { selfSigned } from "./self-signed.ts";
export { startUdpStandIn } from "./udp-stand-in.ts";
