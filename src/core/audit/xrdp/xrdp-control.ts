import type { IniSections } from "../../inventory/index.ts";
import type { ControlReference } from "../../knowledge/index.ts";
import type { Localized } from "../../texts/index.ts";
import type { HostSeverity } from "../host/judged-control.ts";

/** One setting of xrdp.ini or sesman.ini that a hardened host has. */
export interface XrdpControl {
  readonly id: `XRDP-${string}`;
  readonly file: "xrdp.ini" | "sesman.ini";
  readonly section: string;
  readonly key: string;
  readonly severity: HostSeverity;
  readonly category: string;
  readonly title: Localized;
  readonly why: Localized;
  readonly wanted: Localized;
  /** What xrdp does without the line, after its manual; undefined where the manual does not say. */
  readonly defaultText?: string;
  /** Does this text of the setting meet the control? Undefined: only the site can say. */
  readonly judge: (text: string, all: IniSections) => boolean | undefined;
  /** The value that a corrected file holds; undefined where only the site knows it. */
  readonly corrected?: string;
  readonly risk?: Localized;
  /** The Windows control that asks the same. */
  readonly sameAs?: string;
}

/** The manual that defaults and values were read from. */
export const MANUAL: ControlReference = {
  benchmark: "xrdp manual",
  value: "",
  op: "",
  source: "neutrinolabs/xrdp: docs/man/xrdp.ini.5, sesman.ini.5 (0.9.21)",
};

/** xrdp reads 1, true and yes as true, whatever their case. */
export function isTrue(text: string): boolean {
  return /^\s*(?:1|true|yes)\s*$/i.test(text);
}
