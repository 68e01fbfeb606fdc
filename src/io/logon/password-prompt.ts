import { closeSync, constants, openSync, writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { ReadStream } from "node:tty";
import { errnoOf, Interrupted, LocalFailure } from "./local-failure.ts";
import { PasswordLine } from "./password-line.ts";

const TERMINAL = process.platform === "win32" ? "CONIN$" : "/dev/tty";

/**
 * Asks on the terminal itself, not on stdin, which may be a pipe; what is typed is not shown, not even as stars, which
 * tell its length. Rejects with Interrupted on Ctrl-C, with LocalFailure when there is no terminal or nothing was typed.
 */
export async function passwordFromPrompt(question: string, interrupted: AbortSignal): Promise<string> {
  const terminal = openTerminal();
  try {
    if (interrupted.aborted) throw new Interrupted();
    // First no echo, then the question: what is typed at once must not show either.
    terminal.input.setRawMode(true);
    terminal.say(question);
    return await typedLine(terminal.input, interrupted);
  } finally {
    terminal.input.setRawMode(false);
    terminal.say("\r\n");
    terminal.input.destroy();
    terminal.close();
  }
}

interface Terminal {
  readonly input: ReadStream;
  readonly say: (text: string) => void;
  readonly close: () => void;
}

function openTerminal(): Terminal {
  try {
    const output = openSync(
      process.platform === "win32" ? "CONOUT$" : TERMINAL,
      constants.O_WRONLY | constants.O_NOCTTY,
    );
    const input = new ReadStream(openSync(TERMINAL, constants.O_RDWR | constants.O_NOCTTY));
    return { input, say: (text) => void writeSync(output, text), close: () => closeSync(output) };
  } catch (error) {
    throw new LocalFailure("operator", "password.no-terminal", { errno: errnoOf(error) }, error);
  }
}

async function typedLine(input: ReadStream, interrupted: AbortSignal): Promise<string> {
  const decoder = new StringDecoder("utf8");
  const line = new PasswordLine();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const stop = (): void => reject(new Interrupted());
  interrupted.addEventListener("abort", stop, { once: true });
  input.on("data", (bytes: Buffer) => {
    const answer = line.type(decoder.write(bytes));
    if (answer === undefined) return;
    if (answer.kind === "entered") resolve(answer.password);
    else if (answer.kind === "interrupted") stop();
    else reject(new LocalFailure("operator", answer.text, { source: TERMINAL, most: answer.most }));
  });
  const gone = (): void => reject(new LocalFailure("operator", "password.nothing-entered"));
  input.on("end", gone).on("error", gone);
  try {
    return await promise;
  } finally {
    interrupted.removeEventListener("abort", stop);
    input.removeAllListeners("data");
  }
}
