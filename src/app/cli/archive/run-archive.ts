import { createWriteStream, existsSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ArchivedReport } from "../../../core/contract/index.ts";
import { type Language, printable, type TextKey, type TextValues } from "../../../core/texts/index.ts";
import { ArchiveFailure, backupStore, exportStore, importStore, openDatabases } from "../../../io/store/index.ts";
import { restoreStore } from "../../../io/store/index.ts";
import type { Arguments } from "../arguments.ts";
import { jsonText } from "../json-text.ts";
import { onlyOperand } from "../operands.ts";
import { errnoOf, EXIT, usage } from "../operation-error.ts";
import { paragraph, styleFor, tell } from "../render/style.ts";
import { type World, write } from "../world.ts";
import { exportToFile } from "./export-file.ts";
import { type StorePlace, storePlace } from "./store-place.ts";
import { tellingStoreTrouble } from "./store-trouble.ts";

const STANDARD = "-";

interface Told {
  readonly report: ArchivedReport;
  /** Sentences for people, the first one what was done. */
  readonly sentences: readonly (readonly [key: TextKey, values: TextValues])[];
}

export async function runBackupCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const place = storePlace(args, world.env);
  const file = resolve(onlyOperand(args, "backup", "FILE"));
  if (place.url !== undefined) throw usage("backup.postgres");
  return finish(args, world, language, async () => {
    const { bytes, createdAt } = await backupStore(place.folder, file, Date.now());
    const key = place.secretKeyPath ?? join(place.folder, "secret.key");
    return {
      report: { schema: "rdpulse.archived/1", command: "backup", file, store: place.shown, createdAt, bytes },
      sentences: [
        ["backup.done", { file: printable(file, 200), size: megabytes(bytes), store: printable(place.shown, 200) }],
        ...(existsSync(key) ? [["backup.key", { key: printable(key, 200) }] as const] : []),
      ],
    };
  });
}

export async function runRestoreCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const place = storePlace(args, world.env);
  const file = resolve(onlyOperand(args, "restore", "FILE"));
  return finish(args, world, language, async () => {
    const done = await restoreStore(file, place.folder, Date.now(), { force: args.has("force") });
    const { createdAt, former, hasSecretKey } = done;
    const { size: bytes } = await stat(file);
    return {
      report: {
        schema: "rdpulse.archived/1",
        command: "restore",
        file,
        store: place.shown,
        createdAt,
        bytes,
        ...(former === null ? {} : { former }),
        hasSecretKey,
      },
      sentences: [
        ["restore.done", { store: printable(place.shown, 200), time: createdAt }],
        ...(former === null ? [] : [["restore.former", { former: printable(former, 200) }] as const]),
        ...(hasSecretKey ? [] : [["restore.no-key", { key: join(place.folder, "secret.key") }] as const]),
      ],
    };
  });
}

export async function runExportCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const place = storePlace(args, world.env);
  const operand = onlyOperand(args, "export", "FILE");
  if (place.url === undefined && !existsSync(join(place.folder, "state.db"))) {
    throw new ArchiveFailure("no-store", { folder: place.folder });
  }
  const nowMs = Date.now();
  if (operand === STANDARD) {
    await tellingStoreTrouble(async () =>
      withDatabases(place, async (databases) =>
        exportStore(databases, async (text) => write(world.stdout, text), nowMs),
      ),
    );
    return EXIT.ok;
  }
  const file = resolve(operand);
  return finish(args, world, language, async () => {
    const { rows, bytes } = await withDatabases(place, async (databases) => exportToFile(databases, file, nowMs));
    const createdAt = new Date(nowMs).toISOString();
    return {
      report: { schema: "rdpulse.archived/1", command: "export", file, store: place.shown, createdAt, bytes, rows },
      sentences: [
        ["export.done", { file: printable(file, 200), rows: sumOf(rows), store: printable(place.shown, 200) }],
      ],
    };
  });
}

export async function runImportCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const place = storePlace(args, world.env);
  const operand = onlyOperand(args, "import", "FILE");
  return finish(args, world, language, async () =>
    withInput(operand, world, async (file) => {
      const bytes = await sizeOf(file);
      const { exportedAt, rows } = await withDatabases(place, async (databases) => importStore(databases, file));
      const shown = operand === STANDARD ? STANDARD : resolve(operand);
      const needsKey = (rows["secret"] ?? 0) > 0;
      return {
        report: {
          schema: "rdpulse.archived/1",
          command: "import",
          file: shown,
          store: place.shown,
          createdAt: exportedAt,
          bytes,
          rows,
        },
        sentences: [
          ["import.done", { file: printable(shown, 200), rows: sumOf(rows), store: printable(place.shown, 200) }],
          ...(needsKey ? [["import.key", { folder: printable(place.folder, 200) }] as const] : []),
        ],
      };
    }),
  );
}

/** Does the work and prints what came of it. */
async function finish(args: Arguments, world: World, language: Language, work: () => Promise<Told>): Promise<number> {
  const { report, sentences } = await tellingStoreTrouble(work);
  if (args.has("json")) {
    await write(world.stdout, `${jsonText(report, 2)}\n`);
    return EXIT.ok;
  }
  const style = styleFor(world.stdout, world.env, args, language);
  const lines = sentences.flatMap(([key, values], index) =>
    paragraph(style, tell(style, key, values), index === 0 ? 0 : 2, "", index === 0 ? "strong" : undefined),
  );
  await write(world.stdout, `${lines.join("\n")}\n`);
  return EXIT.ok;
}

async function withDatabases<Result>(
  place: StorePlace,
  work: (databases: Awaited<ReturnType<typeof openDatabases>>) => Promise<Result>,
): Promise<Result> {
  const databases = await openDatabases(place);
  try {
    return await work(databases);
  } finally {
    await databases.close();
  }
}

/** Standard input is kept in a file first: an import reads twice, to write nothing that is not whole. */
async function withInput(operand: string, world: World, work: (file: string) => Promise<Told>): Promise<Told> {
  if (operand !== STANDARD) return work(resolve(operand));
  const folder = await mkdtemp(join(tmpdir(), "rdpulse-import-"));
  try {
    const file = join(folder, "export.ndjson");
    await pipeline(world.stdin, createWriteStream(file, { mode: 0o600 }));
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw new ArchiveFailure("file-unreadable", { file, errno: errnoOf(error) ?? String(error) }, error);
  }
}

function sumOf(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
