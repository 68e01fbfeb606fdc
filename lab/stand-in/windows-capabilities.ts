// Capability sets of a Windows server's Demand Active (MS-RDPBCGR 2.2.1.13.1.1).
import { SERVER_USER_ID, type CapabilitySet, type ClientBlocks } from "../../src/core/protocol/index.ts";
import type { DesktopSize } from "./desktop-picture.ts";

const RNS_UD_CS_WANT_32BPP_SESSION = 2;
const DEFAULT_SIZE: DesktopSize = { width: 1024, height: 768, depth: 32 };
/** postBeta2ColorDepth of clients that know no highColorDepth (2.2.1.3.2). */
const POST_BETA2_DEPTHS: Readonly<Record<number, DesktopSize["depth"]>> = {
  0xca01: 8,
  0xca02: 15,
  0xca03: 16,
  0xca04: 24,
};
const DEPTHS: readonly DesktopSize["depth"][] = [8, 15, 16, 24];

const side = (wished: number, usual: number): number => (wished >= 64 && wished <= 4096 ? wished : usual);

/** Size and depth that a client asks for in CS_CORE; what no server would give becomes the usual. */
export function desktopSizeOf(core: ClientBlocks["core"]): DesktopSize {
  if (core === undefined) return DEFAULT_SIZE;
  const { desktopWidth, desktopHeight, highColorDepth, earlyCapabilityFlags = 0, postBeta2ColorDepth = 0 } = core;
  const wants32 = (earlyCapabilityFlags & RNS_UD_CS_WANT_32BPP_SESSION) !== 0;
  const high = DEPTHS.find((known) => known === highColorDepth);
  const depth = wants32 ? 32 : (high ?? POST_BETA2_DEPTHS[postBeta2ColorDepth] ?? 16);
  return { width: side(desktopWidth, DEFAULT_SIZE.width), height: side(desktopHeight, DEFAULT_SIZE.height), depth };
}

/** As Windows Server sends them: General says Windows NT (1/3). */
export const windowsCapabilities = ({ width, height, depth }: DesktopSize = DEFAULT_SIZE): readonly CapabilitySet[] => [
  { kind: "share", nodeId: SERVER_USER_ID },
  {
    kind: "general",
    osMajorType: 1,
    osMinorType: 3,
    protocolVersion: 0x0200,
    compressionTypes: 0,
    extraFlags: 0x041d,
    updateCapabilityFlag: 0,
    remoteUnshareFlag: 0,
    compressionLevel: 0,
    refreshRectSupport: 1,
    suppressOutputSupport: 1,
  },
  { kind: "virtual-channel", flags: 0, chunkSizeBytes: 1600 },
  {
    kind: "bitmap",
    preferredBitsPerPixel: depth,
    desktopWidth: width,
    desktopHeight: height,
    desktopResizeFlag: 1,
    bitmapCompressionFlag: 1,
    drawingFlags: 0x1e,
  },
  {
    kind: "order",
    terminalDescriptor: "",
    orderFlags: 0x0022,
    orderSupport: new Uint8Array(32).fill(1, 0, 10),
    orderSupportExFlags: 0,
    desktopSaveSize: 1_000_000,
    textAnsiCodePage: 1252,
  },
  { kind: "pointer", colorPointerFlag: 1, colorPointerCacheSize: 25, pointerCacheSize: 25 },
  {
    kind: "input",
    inputFlags: 0x02f5,
    keyboardLayout: 0,
    keyboardType: 0,
    keyboardSubType: 0,
    keyboardFunctionKey: 0,
  },
  { kind: "font", fontSupportFlags: 1 },
  { kind: "multifragment-update", maxRequestSizeBytes: 65_535 },
  { kind: "large-pointer", flags: 1 },
  { kind: "surface-commands", cmdFlags: 0x52 },
];
