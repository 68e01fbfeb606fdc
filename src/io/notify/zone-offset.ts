const formats = new Map<string, Intl.DateTimeFormat | null>();

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat | null = null;
  try {
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  } catch {
    // RangeError: nobody knows that zone; UTC then, and whoever validates settings asks `isZone`.
  }
  formats.set(zone, format);
  return format;
}

/** Whether the platform knows a zone such as "Europe/Berlin". */
export function isZone(zone: string): boolean {
  return formatOf(zone) !== null;
}

/** Minutes that a zone is ahead of UTC at a moment, summer time included. Without one: that of this machine. */
export function zoneOffsetMinutes(zone: string | undefined, atMs: number): number {
  if (zone === undefined) return -new Date(atMs).getTimezoneOffset();
  const text = formatOf(zone)
    ?.formatToParts(atMs)
    .find((part) => part.type === "timeZoneName")?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(text ?? "");
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}
