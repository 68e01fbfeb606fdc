import type { TokenView } from "../../../core/contract/index.ts";
import { type Language, printable, say } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { EXIT, usage } from "../operation-error.ts";
import { paragraph, type Style, tell } from "../render/style.ts";
import { wholeNumber } from "../whole-number.ts";
import { type World, write } from "../world.ts";
import { ApiConnection } from "./api-connection.ts";
import { actionOf, requireOperands } from "./fleet-action.ts";
import { checkForms, momentCell, momentText, printForms } from "./fleet-output.ts";
import { type FleetColumn, fleetTable } from "./fleet-table.ts";

const ACTIONS = ["list", "add", "revoke"] as const;
const DAY_MS = 86_400_000;
const MOST_DAYS = 3650;

/** `rdpulse tokens`: a new token is all that goes to stdout, so that it can be sent to a file or a safe. */
export async function runTokensCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const { action, operands } = actionOf(args, "tokens", ACTIONS);
  checkForms(args);
  const [name = ""] = operands;
  if (action === "add") {
    requireOperands(operands, 1, 1, "tokens add NAME --scope SCOPE");
    if (args.list("scope").length === 0) throw usage("error.tokens-scope");
  }
  const expiry = expiryOf(args);
  const api = await ApiConnection.from(args, world, language);
  switch (action) {
    case "add": {
      const note = args.get("note");
      const body = { name, scopes: args.list("scope"), ...expiry, ...(note === undefined ? {} : { note }) };
      const made: { readonly token: string } = JSON.parse(await api.send("POST", "/tokens", { body }));
      await write(world.stdout, `${made.token}\n`);
      await write(world.stderr, `rdpulse: ${say(language, "fleet.token-made", { name: printable(name, 64) })}\n`);
      return EXIT.ok;
    }
    case "revoke":
      requireOperands(operands, 1, 1, "tokens revoke NAME");
      await api.send("DELETE", `/tokens/${encodeURIComponent(name)}`);
      await write(world.stdout, `${say(language, "fleet.token-revoked", { name: printable(name, 64) })}\n`);
      return EXIT.ok;
    case "list": {
      requireOperands(operands, 0, 0, "tokens [list]");
      const { items }: { readonly items: readonly TokenView[] } = JSON.parse(await api.send("GET", "/tokens"));
      const forms = {
        name: "tokens",
        items,
        total: items.length,
        csv: CSV,
        page: (style: Style) => page(style, items),
      };
      await printForms(forms, args, world, language);
      return EXIT.ok;
    }
  }
}

function expiryOf(args: Arguments): { readonly expiresMs?: number } {
  const days = wholeNumber(args, "days", 0, 1, MOST_DAYS);
  return days === 0 ? {} : { expiresMs: Date.now() + days * DAY_MS };
}

const CSV: Readonly<Record<string, (token: TokenView) => string | number | null>> = {
  name: ({ name }) => name,
  scopes: ({ scopes }) => scopes.join(" "),
  vantage: ({ vantage }) => vantage ?? "",
  created: ({ createdMs }) => momentCell(createdMs),
  expires: ({ expiresMs }) => momentCell(expiresMs),
  note: ({ note }) => note ?? "",
};

function page(style: Style, items: readonly TokenView[]): readonly string[] {
  if (items.length === 0) return paragraph(style, tell(style, "fleet.none-tokens"));
  const nowMs = Date.now();
  const columns: readonly FleetColumn<TokenView>[] = [
    { head: "fleet.column-token", text: ({ name }) => printable(name, 64), widest: 24 },
    { head: "fleet.column-scopes", text: ({ scopes }) => scopes.join(" ") },
    { head: "fleet.column-made", text: ({ createdMs }) => momentText(createdMs), fromColumns: 88 },
    {
      head: "fleet.column-expires",
      text: ({ expiresMs }) => (expiresMs === undefined ? tell(style, "fleet.no-end") : momentText(expiresMs)),
      tone: ({ expiresMs }) => (expiresMs !== undefined && expiresMs <= nowMs ? "bad" : undefined),
    },
    { head: "fleet.column-note", text: ({ note, vantage }) => printable(note ?? vantage ?? "", 120) },
  ];
  return fleetTable(style, columns, items);
}
