export { parseTranscript } from "./parse-transcript.ts";
export type { Transcript } from "./parse-transcript.ts";
export { replayTranscript } from "./replay.ts";
export { TranscriptError } from "./transcript-error.ts";
export { TRANSCRIPT_SCHEMA, TranscriptWriter } from "./transcript-writer.ts";
