import { API } from "./client.ts";

/** A line of the stream of changes. */
export interface ChangeEvent {
  readonly seq: number;
  readonly atMs: number;
  readonly kind: string;
  readonly id: string;
  readonly detail: unknown;
}

export interface ChangeReader {
  /** Kinds of events to hear of. */
  readonly kinds: readonly string[];
  readonly onChange: (event: ChangeEvent) => void;
  /** Lines are gone for good. */
  readonly onMissed: () => void;
  readonly onOpen: () => void;
  readonly onLost: () => void;
}

/** A stream that says nothing for so many beats is taken for dead; until the first beat tells how often they come, for so long. */
const MISSED_BEATS = 3;
const QUIET_MS = 60_000;
const WATCH_MS = 2000;
const AGAIN_MS = 5000;

/**
 * Follows the stream of changes until the function that it gives is called. Comes back by itself: an EventSource does so after a
 * broken connection, but neither after a refusal (503 of a server that starts, 429) nor when the server hangs.
 */
export function followChanges(reader: ChangeReader): () => void {
  let source = open();
  let again: ReturnType<typeof setTimeout> | undefined;
  let heardMs = Date.now();
  let quietMs = QUIET_MS;
  const watch = setInterval(() => {
    if (Date.now() - heardMs < quietMs) return;
    source.close();
    lost();
  }, WATCH_MS);
  return () => {
    source.close();
    clearTimeout(again);
    clearInterval(watch);
  };

  function open(): EventSource {
    const made = new EventSource(`${API}/events/stream`);
    const onLine = ({ data }: MessageEvent<string>): void => {
      heardMs = Date.now();
      reader.onChange(JSON.parse(data));
    };
    for (const kind of reader.kinds) made.addEventListener(kind, onLine);
    made.addEventListener("beat", ({ data }: MessageEvent<string>) => {
      heardMs = Date.now();
      const { everyMs }: { readonly everyMs: number } = JSON.parse(data);
      quietMs = MISSED_BEATS * everyMs;
    });
    made.addEventListener("missed", reader.onMissed);
    made.addEventListener("open", () => {
      heardMs = Date.now();
      reader.onOpen();
    });
    made.addEventListener("error", lost);
    return made;
  }

  function lost(): void {
    heardMs = Date.now();
    reader.onLost();
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(again);
    again = setTimeout(() => (source = open()), AGAIN_MS);
  }
}
