import { readFile } from "node:fs/promises";
import type { NeighbourAnswer } from "../../core/plan/index.ts";

/** Flag of a complete entry (ATF_COM) in /proc/net/arp. */
const COMPLETE = 0x2;

/**
 * Looks into this machine's own neighbour table, without sending anything: after a failed connect an incomplete entry
 * means that nobody on the segment owns the address. IPv4 on Linux; elsewhere nothing is claimed.
 */
export async function lookUpNeighbour(address: string): Promise<NeighbourAnswer> {
  let table: string;
  try {
    table = await readFile("/proc/net/arp", "utf8");
  } catch {
    // No such table on this system.
    return "unknown";
  }
  const row = table.split("\n").find((line) => line.split(/\s+/)[0] === address);
  if (row === undefined) return "not-on-segment";
  const flags = Number(row.split(/\s+/)[2]);
  return (flags & COMPLETE) === 0 ? "absent" : "present";
}
