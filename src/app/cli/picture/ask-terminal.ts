import type { Output, TerminalInput } from "../world.ts";

/** A terminal answers in a few milliseconds, over a slow line in a few hundred; one that does not know waits in vain. */
const ANSWER_WITHIN_MS = 300;
/** Primary Device Attributes (DA1). */
const QUESTION = "\u001b[c";

/**
 * Does the terminal show sixels? Asked of it by DA1; 4 among its answers is "sixel graphics". Only where both ends are
 * the terminal: an answer must never end up in a pipe. What is typed meanwhile is lost.
 */
export async function showsSixels(input: TerminalInput, output: Output): Promise<boolean> {
  if (input.isTTY !== true || output.isTTY !== true || input.setRawMode === undefined) return false;
  const wasRaw = input.isRaw === true;
  input.setRawMode(true);
  try {
    return attributesOf(await answerOf(input, output)).includes(4);
  } finally {
    input.setRawMode(wasRaw);
    input.pause();
  }
}

async function answerOf(input: TerminalInput, output: Output): Promise<string> {
  return new Promise((resolve) => {
    let heard = "";
    const end = (): void => {
      clearTimeout(timer);
      input.off("data", listen);
      resolve(heard);
    };
    const listen = (chunk: unknown): void => {
      heard += String(chunk);
      if (ANSWER.test(heard) || heard.length > 1000) end();
    };
    const timer = setTimeout(end, ANSWER_WITHIN_MS);
    input.on("data", listen);
    output.write(QUESTION);
  });
}

// oxlint-disable-next-line no-control-regex
const ANSWER = /\u001b\[\?([\d;]*)c/;

/** The numbers of `ESC [ ? 62 ; 4 ; 22 c`. */
export function attributesOf(answer: string): readonly number[] {
  return (ANSWER.exec(answer)?.[1] ?? "").split(";").map(Number);
}
