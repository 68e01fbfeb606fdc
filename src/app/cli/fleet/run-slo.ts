import type { ObjectiveFigures } from "../../../core/contract/index.ts";
import { type Language, printable } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { EXIT } from "../operation-error.ts";
import { paragraph, type Style, tell } from "../render/style.ts";
import type { World } from "../world.ts";
import { ApiConnection } from "./api-connection.ts";
import { requireOperands } from "./fleet-action.ts";
import { checkForms, printForms } from "./fleet-output.ts";
import { type FleetColumn, fleetTable } from "./fleet-table.ts";

interface Objectives {
  readonly group: string;
  readonly items: readonly ObjectiveFigures[];
}

/** `rdpulse slo`: exit code 1 when an objective is missed. */
export async function runSloCommand(args: Arguments, world: World, language: Language): Promise<number> {
  requireOperands(args.operands, 0, 1, "slo [GROUP]");
  checkForms(args);
  const api = await ApiConnection.from(args, world, language);
  const { items }: Objectives = JSON.parse(await api.send("GET", "/slo", { query: { group: args.operands[0] } }));
  await printForms(
    {
      name: "slo",
      items,
      total: items.length,
      csv: {
        objective: ({ id }) => id,
        unit: ({ unit }) => unit,
        wanted: ({ objective }) => objective,
        actual: ({ actual }) => actual,
        met: ({ met }) => (met === null ? "" : String(met)),
        window_days: ({ windowDays }) => windowDays,
        good: ({ good }) => good,
        total: ({ total }) => total,
        budget_left: ({ budgetLeft }) => budgetLeft,
        burning: ({ burn }) => String(burn.some(({ burning }) => burning)),
      },
      page: (style) =>
        items.length === 0
          ? paragraph(style, tell(style, "fleet.none-objectives"))
          : fleetTable(style, columns(style), items),
    },
    args,
    world,
    language,
  );
  return items.some(({ met }) => met === false) ? EXIT.finding : EXIT.ok;
}

function columns(style: Style): readonly FleetColumn<ObjectiveFigures>[] {
  const metText = ({ met }: ObjectiveFigures): string =>
    tell(style, met === null ? "fleet.not-measured" : met ? "fleet.yes" : "fleet.no");
  return [
    { head: "fleet.column-objective", text: ({ title }) => printable(title[style.language], 80) },
    {
      head: "fleet.column-met",
      text: metText,
      tone: ({ met }) => (met === null ? "quiet" : met ? "good" : "bad"),
    },
    { head: "fleet.column-target", text: ({ objective, unit }) => valueText(objective, unit), isNumber: true },
    {
      head: "fleet.column-actual",
      text: ({ actual, unit }) => (actual === null ? "" : valueText(actual, unit)),
      isNumber: true,
    },
    {
      head: "fleet.column-budget",
      text: ({ budgetLeft }) =>
        budgetLeft === null
          ? ""
          : budgetLeft <= 0
            ? tell(style, "fleet.used-up")
            : `${(budgetLeft * 100).toFixed(1)} %`,
      isNumber: true,
    },
    {
      head: "fleet.column-burning",
      text: ({ burn }) => (burn.some(({ burning }) => burning) ? tell(style, "fleet.yes") : ""),
      tone: () => "bad",
    },
  ];
}

/** A share as percent with the digits that tell 99.95 from 99.9; everything else with its unit. */
function valueText(value: number, unit: string): string {
  if (unit === "share") return `${(value * 100).toFixed(3).replace(/0$/, "")} %`;
  const short = Number.isInteger(value) ? String(value) : value.toFixed(1);
  return unit === "percent" ? `${short} %` : `${short} ${printable(unit, 20)}`;
}
