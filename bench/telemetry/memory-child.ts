// Reads one log in a process of its own and tells what it cost, as one line of JSON.
import { readLog } from "./read-log.ts";

const [path = ""] = process.argv.slice(2);
const before = process.cpuUsage();
const { records, damaged, usedBytes } = readLog(path);
const { user, system } = process.cpuUsage(before);
const peakKilobytes = process.resourceUsage().maxRSS;
console.log(JSON.stringify({ records, damaged, usedBytes, cpuMs: (user + system) / 1000, peakKilobytes }));
