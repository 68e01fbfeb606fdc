import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type DissectedPdu, dissectTranscript } from "./index.ts";

const FOLDER = new URL("../../../transcripts/", import.meta.url);

function pdusOf(text: string): readonly DissectedPdu[] {
  return dissectTranscript(text).flatMap(({ pdus }) => pdus);
}

function said(...lines: readonly string[]): readonly DissectedPdu[] {
  return pdusOf(["rdpulse-transcript/1", "+0.100 # 1 192.0.2.7 3389 core", ...lines].join("\n"));
}

function recorded(file: string): readonly DissectedPdu[] {
  return pdusOf(readFileSync(new URL(file, FOLDER), "utf8"));
}

describe("a transcript, message by message", () => {
  it("is read whole in every recorded check: each message has its name and nothing is out of order", () => {
    for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".txt") && !name.startsWith("logon-"))) {
      const lines = dissectTranscript(readFileSync(new URL(file, FOLDER), "utf8"));
      expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1));
      for (const { name, fromLine } of lines.flatMap(({ pdus }) => pdus)) {
        expect(`${file}: ${name}`).toMatch(/: \S/u);
        expect(fromLine).toBeLessThanOrEqual(lines.length);
      }
    }
  });

  it("shows the negotiation, the certificate, and what a server says of itself", () => {
    const pdus = recorded("freerdp-shadow-tls.txt");
    expect(pdus.find(({ name }) => name === "X.224 Connection Request")?.fields).toMatchObject({ negReq: {} });
    expect(pdus.find(({ name }) => name === "X.224 Connection Confirm")?.fields).toMatchObject({
      negotiation: { kind: "response" },
    });
    expect(pdus.find(({ name }) => name === "Certificate")?.fields).toHaveProperty("subject");
    expect(pdus.find(({ name }) => name === "MCS Connect Response")?.fields).toHaveProperty("domainParameters");
  });

  it("puts together a message that comes in pieces, and takes apart several that come in one", () => {
    const confirm = "030000130ed000001234000201080001000000";
    const pieces = said(`+1.000 < ${confirm.slice(0, 10)}`, `+2.000 < ${confirm.slice(10)}`);
    expect(pieces.map(({ name, fromLine, bytes }) => [name, fromLine, bytes])).toEqual([
      ["X.224 Connection Confirm", 3, 19],
    ]);
    expect(said(`+1.000 < ${confirm}${confirm}`)).toHaveLength(2);
    const [next] = said(`+1.000 < ${confirm.slice(0, 10)}`, "+2.000 # 2 192.0.2.7 3389 core", `+3.000 < ${confirm}`);
    expect(next).toMatchObject({ name: "X.224 Connection Confirm", fromLine: 5 });
  });

  it("says why a message cannot be read, and keeps on", () => {
    const broken = "030000130ed000001234000201090001000000";
    const [pdu, ...others] = pdusOf(`rdpulse-transcript/1\n+1.000 < ${broken}\n+2.000 < zz\n+3.000 ! tls {"chain":7}`);
    expect(pdu).toMatchObject({ name: "X.224 Connection Confirm", fields: null });
    expect(pdu?.fault).toMatch(/\S/u);
    expect(others).toEqual([expect.objectContaining({ name: "TLS", fault: expect.stringContaining("chain") })]);
    expect(pdusOf("\u0000\n\n+x")).toEqual([]);
  });
});
