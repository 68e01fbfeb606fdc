import {
  Activity,
  BadgeCheck,
  BellRing,
  BookOpenText,
  CircleGauge,
  type LucideIcon,
  MapPinned,
  MonitorDot,
  Settings,
  ShieldCheck,
  Siren,
  UsersRound,
} from "lucide-react";
import { type ComponentType, lazy, type LazyExoticComponent } from "react";
import type { ShellKey } from "../../../src/core/texts/index.ts";

export type PageGroup = "now" | "fleet" | "work";

export interface PageEntry {
  /** Its word in shell-texts.ts is "page.<id>". */
  readonly id: string;
  readonly title: ShellKey;
  /** Of wouter; parameters as `:name`. */
  readonly path: string;
  readonly view: LazyExoticComponent<ComponentType>;
  /** Fetches what the page is made of, so that it is there when it is shown. */
  readonly fetch: () => void;
  /** Where it stands in the navigation; without one it is reached from another page. */
  readonly group?: PageGroup;
  readonly icon?: LucideIcon;
  /** Pressed after `g`. */
  readonly key?: string;
  /** Shown to everybody. */
  readonly isPublic?: boolean;
}

function page(load: () => Promise<ComponentType>): Pick<PageEntry, "view" | "fetch"> {
  return {
    view: lazy(async () => ({ default: await load() })),
    // What fails now is told when the page is shown.
    fetch: () => void load().catch(() => undefined),
  };
}

/** Every page of the dashboard. A new one is its folder, its word in shell-texts.ts, and its line here. */
export const pages: readonly PageEntry[] = [
  {
    id: "overview",
    title: "page.overview",
    path: "/",
    group: "now",
    icon: Activity,
    key: "o",
    ...page(async () => (await import("./overview/overview-page.tsx")).OverviewPage),
  },
  {
    id: "hosts",
    title: "page.hosts",
    path: "/hosts",
    group: "now",
    icon: MonitorDot,
    key: "h",
    ...page(async () => (await import("./hosts/hosts-page.tsx")).HostsPage),
  },
  {
    id: "add",
    title: "page.add",
    path: "/hosts/add",
    key: "n",
    ...page(async () => (await import("./add/add-page.tsx")).AddPage),
  },
  {
    id: "host",
    title: "page.host",
    path: "/hosts/:id",
    ...page(async () => (await import("./host/host-page.tsx")).HostPage),
  },
  {
    id: "incidents",
    title: "page.incidents",
    path: "/incidents/:id?",
    group: "now",
    icon: Siren,
    key: "i",
    ...page(async () => (await import("./incidents/incidents-page.tsx")).IncidentsPage),
  },
  {
    id: "certificates",
    title: "page.certificates",
    path: "/certificates",
    group: "fleet",
    icon: BadgeCheck,
    key: "c",
    ...page(async () => (await import("./certificates/certificates-page.tsx")).CertificatesPage),
  },
  {
    id: "sessions",
    title: "page.sessions",
    path: "/sessions",
    group: "fleet",
    icon: UsersRound,
    key: "u",
    ...page(async () => (await import("./sessions/sessions-page.tsx")).SessionsPage),
  },
  {
    id: "audit",
    title: "page.audit",
    path: "/audit",
    group: "fleet",
    icon: ShieldCheck,
    key: "a",
    ...page(async () => (await import("./audit/audit-page.tsx")).AuditPage),
  },
  {
    id: "slo",
    title: "page.slo",
    path: "/slo",
    group: "fleet",
    icon: CircleGauge,
    key: "s",
    ...page(async () => (await import("./slo/slo-page.tsx")).SloPage),
  },
  {
    id: "alerts",
    title: "page.alerts",
    path: "/alerts/:part?",
    group: "work",
    icon: BellRing,
    key: "l",
    ...page(async () => (await import("./alerts/alerts-page.tsx")).AlertsPage),
  },
  {
    id: "vantages",
    title: "page.vantages",
    path: "/vantages",
    group: "work",
    icon: MapPinned,
    key: "v",
    ...page(async () => (await import("./vantages/vantages-page.tsx")).VantagesPage),
  },
  {
    id: "explain",
    title: "page.explain",
    path: "/explain",
    group: "work",
    icon: BookOpenText,
    key: "e",
    isPublic: true,
    ...page(async () => (await import("./explain/explain-page.tsx")).ExplainPage),
  },
  {
    id: "settings",
    title: "page.settings",
    path: "/settings/:part?",
    group: "work",
    icon: Settings,
    key: "t",
    ...page(async () => (await import("./settings/settings-page.tsx")).SettingsPage),
  },
];
