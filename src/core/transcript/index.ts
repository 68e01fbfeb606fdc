export { dissectTranscript } from "./dissect.ts";
export type { DissectedLine, DissectedPdu, PlainFields, PlainValue } from "./dissect.ts";
export { parseTranscript } from "./parse-transcript.ts";
export type { Transcript } from "./parse-transcript.ts";
export { replayTranscript } from "./replay.ts";
export { TranscriptError } from "./transcript-error.ts";
export { TRANSCRIPT_SCHEMA, TranscriptWriter } from "./transcript-writer.ts";
export { transcriptLine } from "./transcript-line.ts";
