import { WriteCursor } from "../bytes/index.ts";
import type { CapabilitySet } from "./capabilities.ts";

/*
 * The capability sets of a client that wants to see a desktop and decodes bitmap updates only (MS-RDPBCGR 2.2.1.13.2.1): the
 * mandatory ones, with every drawing order refused, and no bulk compression or bitmap codec offered.
 *
 * Sets without a codec of their own, after capabilitySetType and lengthCapability, little-endian:
 *   0x04 Bitmap Cache 2.2.7.1.4.1  24 pad, three times 2 entries and 2 maximum cell size
 *   0x05 Control      2.2.7.2.2    2 controlFlags, 2 remoteDetachFlag, 2 controlInterest, 2 detachInterest
 *   0x07 Activation   2.2.7.2.3    four times 2: keys of 1990, all 0
 *   0x0c Sound        2.2.7.1.11   2 soundFlags, 2 pad
 *   0x0f Brush        2.2.7.1.7    4 brushSupportLevel
 *   0x10 Glyph Cache  2.2.7.1.8    ten times 2 entries and 2 maximum cell size, 4 FragCache, 2 GlyphSupportLevel, 2 pad
 */

export type DesktopGeometry = {
  readonly width: number;
  readonly height: number;
  /** Bits a pixel: 8, 15, 16, 24 or 32. */
  readonly colorDepth: number;
};

const OSMAJORTYPE_UNIX = 4;
const OSMINORTYPE_NATIVE_XSERVER = 7;
const TS_CAPS_PROTOCOLVERSION = 0x0200;
/** FASTPATH_OUTPUT, LONG_CREDENTIALS, AUTORECONNECT, ENC_SALTED_CHECKSUM, NO_BITMAP_COMPRESSION_HDR. */
const GENERAL_FLAGS = 0x041d;
const DRAW_ALLOW_SKIP_ALPHA = 0x08;
/** NEGOTIATEORDERSUPPORT and ZEROBOUNDSDELTASSUPPORT, which 2.2.7.1.3 demands, and COLORINDEXSUPPORT. */
const ORDER_FLAGS = 0x002a;
const ORDERS = 32;
const DESKTOP_SAVE_SIZE = 230_400;
const POINTER_CACHE = 20;
/** SCANCODES, MOUSEX, UNICODE, FASTPATH_INPUT2. */
const INPUT_FLAGS = 0x0035;
const US_KEYBOARD = 0x00000409;
const IBM_ENHANCED_KEYBOARD = 4;
const FUNCTION_KEYS = 12;
const FONTSUPPORT_FONTLIST = 1;
const VCCAPS_NO_COMPR = 0;
const MULTIFRAGMENT_BYTES = 1024 * 1024;
const LARGE_POINTER_96X96 = 1;
/** SETSURFACEBITS, FRAMEMARKER, STREAMSURFACEBITS: weston ends a session that has none of them, and sends them uncompressed. */
const SURFACE_BITS = 0x52;
const CONTROLPRIORITY_NEVER = 2;
/** Cell sizes of the ten glyph caches; with GLYPH_SUPPORT_NONE they stay empty, but they must be powers of two. */
const GLYPH_CELLS = [4, 4, 8, 8, 16, 32, 64, 128, 256] as const;
const GLYPH_ENTRIES = 254;

/** The sets of our Confirm Active for a desktop of this size and depth. */
export function clientCapabilities(desktop: DesktopGeometry): readonly CapabilitySet[] {
  return [
    {
      kind: "general",
      osMajorType: OSMAJORTYPE_UNIX,
      osMinorType: OSMINORTYPE_NATIVE_XSERVER,
      protocolVersion: TS_CAPS_PROTOCOLVERSION,
      compressionTypes: 0,
      extraFlags: GENERAL_FLAGS,
      updateCapabilityFlag: 0,
      remoteUnshareFlag: 0,
      compressionLevel: 0,
      refreshRectSupport: 1,
      suppressOutputSupport: 1,
    },
    {
      kind: "bitmap",
      preferredBitsPerPixel: desktop.colorDepth,
      desktopWidth: desktop.width,
      desktopHeight: desktop.height,
      desktopResizeFlag: 1,
      bitmapCompressionFlag: 1,
      drawingFlags: DRAW_ALLOW_SKIP_ALPHA,
    },
    {
      kind: "order",
      terminalDescriptor: "",
      orderFlags: ORDER_FLAGS,
      orderSupport: new Uint8Array(ORDERS),
      orderSupportExFlags: 0,
      desktopSaveSize: DESKTOP_SAVE_SIZE,
      textAnsiCodePage: 0,
    },
    other(0x04, new WriteCursor(36).zeros(36)),
    { kind: "pointer", colorPointerFlag: 1, colorPointerCacheSize: POINTER_CACHE, pointerCacheSize: POINTER_CACHE },
    {
      kind: "input",
      inputFlags: INPUT_FLAGS,
      keyboardLayout: US_KEYBOARD,
      keyboardType: IBM_ENHANCED_KEYBOARD,
      keyboardSubType: 0,
      keyboardFunctionKey: FUNCTION_KEYS,
    },
    other(0x0f, new WriteCursor(4).u32le(0)),
    other(0x10, glyphCache()),
    { kind: "virtual-channel", flags: VCCAPS_NO_COMPR },
    other(0x0c, new WriteCursor(4).zeros(4)),
    { kind: "share", nodeId: 0 },
    { kind: "font", fontSupportFlags: FONTSUPPORT_FONTLIST },
    other(0x05, new WriteCursor(8).zeros(4).u16le(CONTROLPRIORITY_NEVER).u16le(CONTROLPRIORITY_NEVER)),
    other(0x07, new WriteCursor(8).zeros(8)),
    { kind: "multifragment-update", maxRequestSizeBytes: MULTIFRAGMENT_BYTES },
    { kind: "large-pointer", flags: LARGE_POINTER_96X96 },
    { kind: "surface-commands", cmdFlags: SURFACE_BITS },
  ];
}

function other(type: number, contents: WriteCursor): CapabilitySet {
  return { kind: "other", type, contents: contents.finish() };
}

function glyphCache(): WriteCursor {
  const writer = new WriteCursor(48);
  for (const cell of GLYPH_CELLS) writer.u16le(GLYPH_ENTRIES).u16le(cell);
  return writer.u16le(64).u16le(256).zeros(8);
}
