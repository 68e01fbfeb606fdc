import type { ChannelKindDocument } from "../../core/contract/index.ts";
import { CHANNEL_KINDS, COMMON_FIELDS, notifierOf } from "../../io/notify/index.ts";

/** All kinds of channel with their settings, those that every channel has last: for forms. */
export function channelKinds(): readonly ChannelKindDocument[] {
  return CHANNEL_KINDS.flatMap((kind) => {
    const notifier = notifierOf(kind);
    if (notifier === undefined) return [];
    const { title, about, triedLive, fields } = notifier;
    const all = Object.entries({ ...fields, ...COMMON_FIELDS });
    return [
      {
        kind,
        title,
        about,
        triedLive,
        fields: all.map(([name, field]) => ({ ...field, name, required: field.required === true })),
      },
    ];
  });
}
