/** capabilitySetType of MS-RDPBCGR 2.2.1.13.1.1.1 without the CAPSTYPE_ or CAPSETTYPE_ in front. */
export const CAPABILITY_TYPES: Readonly<Record<number, string>> = {
  0x0001: "GENERAL",
  0x0002: "BITMAP",
  0x0003: "ORDER",
  0x0004: "BITMAPCACHE",
  0x0005: "CONTROL",
  0x0007: "ACTIVATION",
  0x0008: "POINTER",
  0x0009: "SHARE",
  0x000a: "COLORCACHE",
  0x000c: "SOUND",
  0x000d: "INPUT",
  0x000e: "FONT",
  0x000f: "BRUSH",
  0x0010: "GLYPHCACHE",
  0x0011: "OFFSCREENCACHE",
  0x0012: "BITMAPCACHE_HOSTSUPPORT",
  0x0013: "BITMAPCACHE_REV2",
  0x0014: "VIRTUALCHANNEL",
  0x0015: "DRAWNINEGRIDCACHE",
  0x0016: "DRAWGDIPLUS",
  0x0017: "RAIL",
  0x0018: "WINDOW",
  0x0019: "COMPDESK",
  0x001a: "MULTIFRAGMENTUPDATE",
  0x001b: "LARGE_POINTER",
  0x001c: "SURFACE_COMMANDS",
  0x001d: "BITMAP_CODECS",
  0x001e: "FRAME_ACKNOWLEDGE",
};

/** osMajorType of the General Capability Set (2.2.7.1.1). */
export const OS_MAJOR_TYPES: Readonly<Record<number, string>> = {
  0: "UNSPECIFIED",
  1: "WINDOWS",
  2: "OS2",
  3: "MACINTOSH",
  4: "UNIX",
  5: "IOS",
  6: "OSX",
  7: "ANDROID",
  8: "CHROME_OS",
};

/** osMinorType of the General Capability Set (2.2.7.1.1). */
export const OS_MINOR_TYPES: Readonly<Record<number, string>> = {
  0: "UNSPECIFIED",
  1: "WINDOWS_31X",
  2: "WINDOWS_95",
  3: "WINDOWS_NT",
  4: "OS2_V21",
  5: "POWER_PC",
  6: "MACINTOSH",
  7: "NATIVE_XSERVER",
  8: "PSEUDO_XSERVER",
  9: "WINDOWS_RT",
};

/** extraFlags of the General Capability Set (2.2.7.1.1). */
export const GENERAL_EXTRA_FLAGS: Readonly<Record<number, string>> = {
  0x0001: "FASTPATH_OUTPUT_SUPPORTED",
  0x0004: "LONG_CREDENTIALS_SUPPORTED",
  0x0008: "AUTORECONNECT_SUPPORTED",
  0x0010: "ENC_SALTED_CHECKSUM",
  0x0400: "NO_BITMAP_COMPRESSION_HDR",
};

/** inputFlags of the Input Capability Set (2.2.7.1.6). */
export const INPUT_FLAGS: Readonly<Record<number, string>> = {
  0x0001: "INPUT_FLAG_SCANCODES",
  0x0004: "INPUT_FLAG_MOUSEX",
  0x0008: "INPUT_FLAG_FASTPATH_INPUT",
  0x0010: "INPUT_FLAG_UNICODE",
  0x0020: "INPUT_FLAG_FASTPATH_INPUT2",
  0x0080: "INPUT_FLAG_MOUSE_RELATIVE",
  0x0100: "TS_INPUT_FLAG_MOUSE_HWHEEL",
  0x0200: "TS_INPUT_FLAG_QOE_TIMESTAMPS",
};

/** cmdFlags of the Surface Commands Capability Set (2.2.7.2.9). */
export const SURFACE_COMMAND_FLAGS: Readonly<Record<number, string>> = {
  0x0002: "SURFCMDS_SETSURFACEBITS",
  0x0010: "SURFCMDS_FRAMEMARKER",
  0x0040: "SURFCMDS_STREAMSURFACEBITS",
};

/** codecGUID of the Bitmap Codecs Capability Set (2.2.7.2.10.1.1) in its registry form. */
export const BITMAP_CODECS: Readonly<Record<string, string>> = {
  "ca8d1bb9-000f-154f-589f-ae2d1a87e2d6": "NSCodec",
  "76772f12-bd72-4463-afb3-b73c9c6f7886": "RemoteFX",
  "2744ccd4-9d8a-4e74-803c-0ecbeea19c54": "RemoteFX Image",
  "9c4351a6-3535-42ae-910c-cdfce5760b58": "Ignore",
  "1baf4ce6-9eed-430c-869a-cb8b37b66237": "JPEG",
};
