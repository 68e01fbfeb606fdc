import {
  clientCapabilities,
  confirmActive,
  controlCooperate,
  controlRequestControl,
  fontList,
  synchronize,
} from "../protocol/index.ts";
import type { DemandActive } from "../protocol/index.ts";
import type { IoChannel } from "./io-channel.ts";
import type { SequenceAction } from "./sequence.ts";

/** The client's half of finalization, all at once ([MS-RDPBCGR] 1.3.1.1: none of it waits for an answer). */
export function finalization(
  io: IoChannel,
  { shareId, pduSource }: DemandActive,
  size: { readonly width: number; readonly height: number; readonly colorDepth: number },
): readonly SequenceAction[] {
  const { userId } = io;
  return [
    io.sendShare(confirmActive({ userId, shareId, capabilities: clientCapabilities(size) }), "Confirm Active"),
    io.sendShare(synchronize(userId, shareId, pduSource), "Synchronize"),
    io.sendShare(controlCooperate(userId, shareId), "Control: Cooperate"),
    io.sendShare(controlRequestControl(userId, shareId), "Control: Request Control"),
    io.sendShare(fontList(userId, shareId), "Font List"),
  ];
}
