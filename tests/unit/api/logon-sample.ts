// A logon as the command line tells it.
import type { LogonRequest } from "../../../src/core/contract/index.ts";
import { encodePng } from "../../../src/io/logon/index.ts";
import { NOW_MS } from "./api-fixture.ts";

/** A PNG as base64. */
export function pictureOf(width: number, height: number): string {
  const png = encodePng({ width, height, rgba: new Uint8Array(width * height * 4).fill(7) });
  return Buffer.from(png).toString("base64");
}

export const LOGON: LogonRequest = {
  atMs: NOW_MS - 1000,
  account: "CORP\\monitor",
  depth: "desktop",
  outcome: "accepted",
  tone: "warn",
  said: { en: "CORP\\monitor can work, but not well", zh: "可以工作，但不顺畅" },
  causes: ["rdp-cert-expired", "of-a-later-version"],
  firstPictureMs: 812.5,
  stableMs: null,
  totalMs: 4100,
  picture: { kind: "desktop", png: pictureOf(3, 2) },
};
