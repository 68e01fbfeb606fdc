/**
 * The number of the line that the place of a piece of evidence names ("line 7" of a recorded conversation); undefined where
 * it was read elsewhere: from an event record, a file of settings, a metric.
 */
export function transcriptLine(at: string): string | undefined {
  return /^line (\d+)$/u.exec(at)?.[1];
}
