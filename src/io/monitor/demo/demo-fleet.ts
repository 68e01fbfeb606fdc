import type { TargetSettings } from "../../../core/fleet/index.ts";

/** One host of the demo: the recordings that it shows in turn, each for so many minutes of a cycle. */
export interface DemoHost {
  readonly settings: TargetSettings;
  readonly acts: readonly { readonly recording: string; readonly minutes: number }[];
}

const HEALTHY = "stand-in-windows-server-2022-by-name";

function host(name: string, place: Partial<TargetSettings>, acts: DemoHost["acts"]): DemoHost {
  return {
    settings: { name, host: `${name}.demo.invalid`, ...place, tags: { demo: "recorded", ...place.tags } },
    acts,
  };
}

const always = (recording: string): DemoHost["acts"] => [{ recording, minutes: 1 }];
const breaking = (well: string, broken: string, from: number, minutes: number): DemoHost["acts"] => [
  { recording: well, minutes: from },
  { recording: broken, minutes },
];

const berlin = { site: "berlin", pool: "office" };
const shanghai = { site: "shanghai", pool: "office", gateway: "gw-shanghai" };

/**
 * A small fleet in which something is always broken and everything heals again. Every conversation was recorded from a
 * real server of our lab, or from a stand-in where its name says so; `.invalid` names can never exist (RFC 2606).
 */
export const DEMO_FLEET: readonly DemoHost[] = [
  host("rds-berlin-1", berlin, always(HEALTHY)),
  host("rds-berlin-2", berlin, breaking(HEALTHY, "stand-in-no-certificate", 4, 5)),
  host("rds-berlin-3", berlin, breaking(HEALTHY, "stand-in-license-error", 9, 6)),
  host("rds-berlin-4", berlin, breaking(HEALTHY, "stand-in-tls-cut", 14, 4)),
  host("linux-berlin-1", { site: "berlin", pool: "linux" }, always("xrdp-negotiate")),
  host("linux-berlin-2", { site: "berlin", pool: "linux" }, always("xrdp-expired-certificate")),
  host("linux-berlin-3", { site: "berlin", pool: "linux" }, always("gnome-remote-desktop")),
  host("rds-shanghai-1", shanghai, breaking(HEALTHY, "silent", 2, 7)),
  host("rds-shanghai-2", shanghai, breaking(HEALTHY, "silent", 2, 7)),
  host("rds-shanghai-3", shanghai, breaking(HEALTHY, "silent", 2, 7)),
  host("rds-shanghai-4", shanghai, breaking(HEALTHY, "silent", 2, 7)),
  host("admin-shanghai-1", { site: "shanghai", pool: "admin" }, always("stand-in-windows-7")),
  host("admin-shanghai-2", { site: "shanghai", pool: "admin" }, breaking(HEALTHY, "ssh", 11, 5)),
];
