import { type ArchiveKey, archiveTexts } from "./archive-texts.ts";
import { type AuditKey, auditTexts } from "./audit-texts.ts";
import { type DetectKey, detectTexts } from "./detect-texts.ts";
import { type CollectKey, collectTexts } from "./collect-texts.ts";
import { type ConfigKey, configTexts } from "./config-texts.ts";
import { type ErrorKey, errorTexts } from "./error-texts.ts";
import { type EventsKey, eventsTexts } from "./events-texts.ts";
import { type FleetKey, fleetTexts } from "./fleet-texts.ts";
import { type HelpKey, helpTexts } from "./help-texts.ts";
import { type LocalFailureKey, localFailureTexts } from "./local-failure-texts.ts";
import type { Localized } from "./localized.ts";
import { type LogonHelpKey, logonHelpTexts } from "./logon-help-texts.ts";
import { type LogonKey, logonTexts } from "./logon-texts.ts";
import { type PageKey, pageTexts } from "./page-texts.ts";
import { type ReportKey, reportTexts } from "./report-texts.ts";
import { type ServeKey, serveTexts } from "./serve-texts.ts";
import { type SessionsKey, sessionsTexts } from "./sessions-texts.ts";
import { type StoryKey, storyTexts } from "./story-texts.ts";

/** Every text of the command line; the compiler demands it in every language. */
export type TextKey =
  | ArchiveKey
  | AuditKey
  | CollectKey
  | ConfigKey
  | PageKey
  | HelpKey
  | DetectKey
  | ErrorKey
  | EventsKey
  | FleetKey
  | LocalFailureKey
  | LogonKey
  | LogonHelpKey
  | ReportKey
  | ServeKey
  | SessionsKey
  | StoryKey;

export const wording: Readonly<Record<TextKey, Localized>> = {
  ...archiveTexts,
  ...auditTexts,
  ...collectTexts,
  ...configTexts,
  ...pageTexts,
  ...helpTexts,
  ...detectTexts,
  ...errorTexts,
  ...eventsTexts,
  ...fleetTexts,
  ...localFailureTexts,
  ...logonTexts,
  ...logonHelpTexts,
  ...reportTexts,
  ...serveTexts,
  ...sessionsTexts,
  ...storyTexts,
};

export function isTextKey(text: string): text is TextKey {
  return Object.hasOwn(wording, text);
}
