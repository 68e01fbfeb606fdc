// What lies in the folder of a store.

export const STATE_FILE = "state.db";
export const RESULTS_FILE = "results.db";
/** Key of the secrets; in no backup. */
export const SECRET_KEY_FILE = "secret.key";
/** Held by the server that works there. */
export const LOCK_FILE = "serve.lock";

/** Beside a file in which damage was found: the next start of a server looks at all of it. */
export const DAMAGE_NOTE_END = "-damaged";

/** The databases, what SQLite puts beside them, and what we note of them. */
export const DATABASE_FILES: readonly string[] = [STATE_FILE, RESULTS_FILE].flatMap((name) => [
  name,
  `${name}-wal`,
  `${name}-shm`,
  `${name}-journal`,
  `${name}${DAMAGE_NOTE_END}`,
]);
