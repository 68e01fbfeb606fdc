import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { channelKinds } from "../../../src/app/server/index.ts";
import { api } from "../../../src/core/contract/index.ts";
import { CHANNEL_KINDS } from "../../../src/io/notify/index.ts";

describe("kinds of channel, for forms", () => {
  const kinds = channelKinds();

  it("are all that can be sent to, as the schema says", () => {
    expect(kinds.map(({ kind }) => kind)).toEqual(CHANNEL_KINDS);
    const isValid = new Ajv2020({ strict: false }).compile(api.channelKindList);
    isValid({ items: kinds });
    expect(isValid.errors ?? []).toEqual([]);
  });

  it("have what every channel has, and a name for each setting in both languages", () => {
    for (const { kind, fields } of kinds) {
      expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining(["lang", "enabled", "perHour"]));
      for (const { name, label, help } of fields) {
        for (const text of [label.en, label.zh, help.en, help.zh]) expect(text, `${kind}.${name}`).not.toBe("");
      }
    }
  });
});
