import type {
  CertificateDocument,
  HostDocument,
  IncidentDocument,
  MonitorStatus,
  ObjectiveFigures,
} from "../../../src/core/contract/index.ts";
import type { HostStatus } from "../../../src/core/fleet/index.ts";
import type { Localized } from "../../../src/core/texts/index.ts";

// Answers that are a list or a count around documents of core/contract.

export interface ListOf<Item> {
  readonly items: readonly Item[];
}

export interface PageOf<Item> extends ListOf<Item> {
  readonly next: string | null;
}

export interface CountedPageOf<Item> extends PageOf<Item> {
  readonly total: number;
}

export type HostPageDocument = CountedPageOf<HostDocument>;
export type IncidentPageDocument = CountedPageOf<IncidentDocument>;
export type CertificateListDocument = ListOf<CertificateDocument>;

export interface OverviewDocument {
  readonly statuses: Readonly<Partial<Record<HostStatus, number>>>;
  readonly causes: readonly { readonly cause: string; readonly title: Localized; readonly hosts: number }[];
  readonly groups: readonly { readonly group: string; readonly hosts: number; readonly down: number }[];
  readonly builds: readonly { readonly build: string; readonly hosts: number; readonly down: number }[];
  readonly openIncidents: number;
  readonly monitor: MonitorStatus;
}

export interface ObjectiveListDocument extends ListOf<ObjectiveFigures> {
  readonly group: string;
}
