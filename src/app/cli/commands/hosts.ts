import type { Command } from "../command.ts";
import { CONNECTION_OPTIONS } from "../fleet/api-connection.ts";
import { OUTPUT_OPTIONS } from "../fleet/fleet-output.ts";

export const command: Command = {
  spec: {
    name: "hosts",
    operands: "[list|add|remove|show|check] [HOST…]",
    summary: "hosts.summary",
    description: "hosts.description",
    options: {
      ...CONNECTION_OPTIONS,
      search: { type: "string", value: "TEXT", help: "option.hosts-search" },
      status: {
        type: "string",
        value: "STATES",
        help: "option.hosts-status",
        choices: ["unknown", "up", "degraded", "suspect", "down", "flapping", "suppressed"],
        list: true,
      },
      site: { type: "string", value: "NAME", help: "option.hosts-site" },
      pool: { type: "string", value: "NAME", help: "option.hosts-pool" },
      gateway: { type: "string", value: "NAME", help: "option.hosts-gateway" },
      balancer: { type: "string", value: "NAME", help: "option.hosts-balancer" },
      tag: { type: "string", value: "NAME=VALUE", help: "option.hosts-tag", multiple: true },
      cause: { type: "string", value: "ID", help: "option.hosts-cause" },
      sort: {
        type: "string",
        value: "ORDER",
        help: "option.hosts-sort",
        choices: ["worst", "name", "host", "site", "since", "total", "certificate"],
      },
      limit: { type: "string", value: "N", help: "option.fleet-limit" },
      name: { type: "string", value: "NAME", help: "option.hosts-name" },
      interval: { type: "string", value: "SECONDS", help: "option.hosts-interval" },
      ...OUTPUT_OPTIONS,
    },
    examples: [
      { line: "rdpulse hosts --site Berlin --status down,degraded", text: "hosts.example.list" },
      { line: "rdpulse hosts add rds01.example.com rds02.example.com:3390 --site Berlin", text: "hosts.example.add" },
      { line: "rdpulse hosts check rds01.example.com", text: "hosts.example.check" },
      { line: "rdpulse hosts --limit 0 --csv > hosts.csv", text: "hosts.example.csv" },
    ],
    completes: ["list", "add", "remove", "show", "check"],
  },
  async run(args, world, language) {
    const { runHostsCommand } = await import("../fleet/run-hosts.ts");
    return runHostsCommand(args, world, language);
  },
};
