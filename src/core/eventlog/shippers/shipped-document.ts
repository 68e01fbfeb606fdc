import type { EventPlace } from "./draft.ts";
import type { LocalZone } from "./event-time.ts";
import { isJsonObject, type JsonObject, memberOf, objectIn } from "./json-fields.ts";
import { isJournalEntry, readJournalEntry } from "./journal.ts";
import { isNxlog, readNxlog } from "./nxlog.ts";
import { isOtlpLogs, type OtlpEvent, readOtlpLogs } from "./otlp.ts";
import { isPowershellEvent, readPowershellEvent } from "./powershell-events.ts";
import { isWazuh, readWazuh } from "./wazuh.ts";
import { isWinlogbeat, readWinlogbeat } from "./winlogbeat.ts";

export type ShipperName = "winlogbeat" | "nxlog" | "wazuh" | "otlp" | "powershell" | "journal";

interface Shipper {
  readonly name: ShipperName;
  readonly recognises: (event: JsonObject) => boolean;
  readonly read: (event: JsonObject, place: EventPlace, zone?: LocalZone) => readonly OtlpEvent[];
}

/** In this order: what is told by a field of its own comes before what is told by common names. */
const SHIPPERS: readonly Shipper[] = [
  { name: "otlp", recognises: isOtlpLogs, read: readOtlpLogs },
  { name: "wazuh", recognises: isWazuh, read: (event, place) => [readWazuh(event, place)] },
  { name: "winlogbeat", recognises: isWinlogbeat, read: (event, place) => [readWinlogbeat(event, place)] },
  { name: "journal", recognises: isJournalEntry, read: (event, place) => [readJournalEntry(event, place)] },
  {
    name: "powershell",
    recognises: isPowershellEvent,
    read: (event, place, zone) => [readPowershellEvent(event, place, zone)],
  },
  { name: "nxlog", recognises: isNxlog, read: (event, place, zone) => [readNxlog(event, place, zone)] },
];

/** Which shipper wrote a JSON document; undefined for any other document. */
export function shipperOf(document: unknown): ShipperName | undefined {
  return shipperFor(unwrapped(document))?.name;
}

function shipperFor(event: unknown): Shipper | undefined {
  return isJsonObject(event) ? SHIPPERS.find(({ recognises }) => recognises(event)) : undefined;
}

/** Elasticsearch and OpenSearch put an event below `_source` when it is exported again. */
function unwrapped(document: unknown): unknown {
  return isJsonObject(document) ? (objectIn(document, "_source") ?? document) : document;
}

/**
 * Every event of one JSON document, whoever shipped it. A list is read item by item (also `{value: […], Count: n}`, as
 * Windows PowerShell wraps one); what is no event is foreign. Times without an offset are read in `zone`.
 */
export function readShippedDocument(document: unknown, place: EventPlace, zone?: LocalZone): readonly OtlpEvent[] {
  const inner = unwrapped(document);
  const list = listOf(inner);
  if (list !== undefined) {
    return list.flatMap((item, index) =>
      listOf(item) === undefined
        ? readShippedDocument(item, { origin: place.origin, number: place.number + index }, zone)
        : [{ refused: "a list within a list" }],
    );
  }
  const shipper = shipperFor(inner);
  if (shipper === undefined || !isJsonObject(inner)) return [{ foreign: "no event of a shipper that is known here" }];
  return shipper.read(inner, place, zone);
}

function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isJsonObject(value) || !("Count" in value)) return undefined;
  const list = memberOf(value, "value");
  return Array.isArray(list) ? list : undefined;
}
