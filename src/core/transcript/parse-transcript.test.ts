import { describe, expect, it } from "vitest";
import { parseTranscript, replayTranscript, TRANSCRIPT_SCHEMA, TranscriptError } from "./index.ts";

const OPTIONS = {
  input: "rdp1.lab.test",
  host: "192.0.2.7",
  port: 3389,
  stageTimeoutMs: 5000,
  totalTimeoutMs: 20_000,
  lastStage: "capabilities",
  skip: [],
};

function transcript(options: object, ...events: readonly string[]): string {
  const started = `started 2026-11-22T10:00:00.000Z seed ${"00".repeat(32)}`;
  return [TRANSCRIPT_SCHEMA, `options ${JSON.stringify({ ...OPTIONS, ...options })}`, started, ...events].join("\n");
}

const CONNECTED = ["+0.100 # 1 192.0.2.7 3389 core", "+1.000 ! connected", "+5001.000 ! silence", "+5001.000 = failed"];

describe("a transcript whose options no check can have had", () => {
  it.each([
    ["a cookie that fits into no request", { cookie: "c".repeat(222) }],
    ["a cookie of two lines", { cookie: "a\r\nb" }],
    ["load balance info that fits into no request", { loadBalanceInfo: "i".repeat(239) }],
    ["a certificate name longer than names are", { certificateName: "n".repeat(70_000) }],
    ["a gateway outside ASCII", { gateway: "b\u00fccher.lab.test" }],
    ["a host with a line break", { host: "rdp1\nlab" }],
    ["a deadline that is none", { totalTimeoutMs: 2 ** 31 }],
  ])("%s: is refused with its line", (_, options) => {
    expect(() => replayTranscript(transcript(options, ...CONNECTED))).toThrow(TranscriptError);
  });
});

describe("a transcript", () => {
  it("of the longest check and the longest cookie is read", () => {
    const text = transcript({ totalTimeoutMs: 7_200_000, cookie: "c".repeat(221) }, ...CONNECTED);
    expect(replayTranscript(text).evidence.stages[2]).toMatchObject({ name: "x224", fault: { kind: "silence" } });
  });

  it("keeps every word of a resolver's failure", () => {
    const { resolves } = parseTranscript(
      transcript({}, "+0.100 ? resolve rdp1", "+1.000 ? failed Error: no such thing"),
    );
    expect(resolves[0]?.answer).toEqual({ kind: "failed", code: "Error: no such thing" });
  });
});
