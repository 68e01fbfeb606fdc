import { checkValue, MOST_PROBLEMS } from "./check-value.ts";
import type { Configuration } from "./configuration.ts";
import type { DocumentSection } from "./configuration-changes.ts";
import { type ChannelSchemas, configurationSchema } from "./configuration-schema.ts";
import { crossCheck } from "./cross-checks.ts";
import type { Problem } from "./problem.ts";

/** What the rest of the house knows, and this room cannot. */
export interface KnownWords {
  /** JSON Schema of each kind of channel. */
  readonly channels: ChannelSchemas;
  readonly isZone: (zone: string) => boolean;
  /** Channels that were declared elsewhere. */
  readonly channelNames?: ReadonlySet<string>;
}

export interface CheckedConfiguration {
  /** null when anything is wrong that is more than a warning. */
  readonly configuration: Configuration | null;
  /** At most 100, in the order of the file's sections. */
  readonly problems: readonly Problem[];
}

/** Checks what was read from a configuration file: plain JSON. An empty file is a configuration that says nothing. */
export function checkConfiguration(value: unknown, known: KnownWords): CheckedConfiguration {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => {
    if (problems.length < MOST_PROBLEMS) problems.push(problem);
  };
  const written = value ?? {};
  if (!hasShape(written, known.channels, report)) return { configuration: null, problems };
  crossCheck(written, known, report);
  const isWrong = problems.some(({ isWarning }) => isWarning !== true);
  return { configuration: isWrong ? null : written, problems };
}

/** Types and schema name the same fields; so a value without problems is a configuration. */
function hasShape(
  value: unknown,
  channels: ChannelSchemas,
  report: (problem: Problem) => void,
): value is Configuration {
  let isRight = true;
  checkValue(value, configurationSchema(channels), [], (problem) => {
    isRight = false;
    report(problem);
  });
  return isRight;
}

/**
 * What is wrong with one document of a section, as the API takes it: paths begin in the document, and a channel that
 * nobody declared is a mistake here.
 */
export function checkDocument(section: DocumentSection, document: unknown, known: KnownWords): readonly Problem[] {
  const { problems } = checkConfiguration({ [section]: [document] }, known);
  return problems.map(({ path, kind, nearest, message }) => ({
    path: path.slice(2),
    kind,
    message,
    ...(nearest === undefined ? {} : { nearest }),
  }));
}
