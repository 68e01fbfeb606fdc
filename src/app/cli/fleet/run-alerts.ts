import type { DeliveryDocument } from "../../../core/contract/index.ts";
import { type Language, printable, say } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { EXIT } from "../operation-error.ts";
import { paint, paragraph, type Style, tell, type Tone } from "../render/style.ts";
import { type World, write } from "../world.ts";
import { ApiConnection } from "./api-connection.ts";
import { actionOf, requireOperands } from "./fleet-action.ts";
import { checkForms, momentCell, momentText, printForms } from "./fleet-output.ts";
import { type FleetColumn, fleetTable } from "./fleet-table.ts";
import { paged } from "./paged.ts";

const ACTIONS = ["list", "test", "retry"] as const;
const TONES: Readonly<Record<DeliveryDocument["state"], Tone>> = { waiting: "warn", delivered: "good", dead: "bad" };

interface DeliveryPage {
  readonly items: readonly DeliveryDocument[];
  readonly next: string | null;
}

/** `rdpulse alerts`: exit code 1 when a test message was not taken. */
export async function runAlertsCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const { action, operands } = actionOf(args, "alerts", ACTIONS);
  checkForms(args);
  const api = await ApiConnection.from(args, world, language);
  const [name = ""] = operands;
  switch (action) {
    case "test":
      requireOperands(operands, 1, 1, "alerts test CHANNEL");
      return test(api, name, world, language);
    case "retry":
      requireOperands(operands, 1, 1, "alerts retry ID");
      await api.send("POST", `/deliveries/${encodeURIComponent(name)}/retry`);
      await write(world.stdout, `${say(language, "fleet.retried", { id: printable(name, 120) })}\n`);
      return EXIT.ok;
    case "list": {
      requireOperands(operands, 0, 0, "alerts [list]");
      const query = { state: args.get("state"), channel: args.get("channel") };
      const { items, total } = await paged(api, "/deliveries", query, args, (text) => {
        const page: DeliveryPage = JSON.parse(text);
        return page;
      });
      await printForms(
        { name: "alerts", items, total, csv: CSV, page: (style) => lines(style, items) },
        args,
        world,
        language,
      );
      return EXIT.ok;
    }
  }
}

async function test(api: ApiConnection, name: string, world: World, language: Language): Promise<number> {
  const outcome: { readonly ok: boolean; readonly failure: string | null } = JSON.parse(
    await api.send("POST", `/channels/${encodeURIComponent(name)}/test`),
  );
  const values = { name: printable(name, 64), reason: printable(outcome.failure ?? "", 300) };
  await write(world.stdout, `${say(language, outcome.ok ? "fleet.tested" : "fleet.test-failed", values)}\n`);
  return outcome.ok ? EXIT.ok : EXIT.finding;
}

const CSV: Readonly<Record<string, (delivery: DeliveryDocument) => string | number | null>> = {
  id: ({ id }) => id,
  channel: ({ channel }) => channel,
  state: ({ state }) => state,
  kind: ({ kind }) => kind,
  severity: ({ severity }) => severity,
  subject: ({ subject }) => subject,
  title: ({ title }) => title.en,
  attempts: ({ attempts }) => attempts,
  created: ({ createdMs }) => momentCell(createdMs),
  delivered: ({ deliveredMs }) => momentCell(deliveredMs),
  last_error: ({ lastError }) => lastError ?? "",
};

function lines(style: Style, items: readonly DeliveryDocument[]): string[] {
  if (items.length === 0) return paragraph(style, tell(style, "fleet.none-alerts"));
  const columns: readonly FleetColumn<DeliveryDocument>[] = [
    { head: "fleet.column-channel", text: ({ channel }) => printable(channel, 64), widest: 20 },
    {
      head: "fleet.column-status",
      text: ({ state }) => tell(style, `delivery.${state}`),
      tone: ({ state }) => TONES[state],
    },
    { head: "fleet.column-attempts", text: ({ attempts }) => String(attempts), isNumber: true },
    { head: "fleet.column-opened", text: ({ createdMs }) => momentText(createdMs), fromColumns: 88 },
    {
      head: "fleet.column-delivery",
      text: ({ title, id, state, lastError }) => {
        const said = printable(title[style.language], 120);
        // What was given up is sent again by its id.
        return state === "dead" ? `${printable(id, 80)}: ${said} (${printable(lastError ?? "", 120)})` : said;
      },
    },
  ];
  return [...fleetTable(style, columns, items), paint(style, "quiet", "")].filter((line) => line !== "");
}
