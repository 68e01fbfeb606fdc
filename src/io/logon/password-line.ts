const MOST_CHARACTERS = 1024;

/** How a line ended. */
export type LineEnd =
  | { readonly kind: "entered"; readonly password: string }
  | { readonly kind: "interrupted" }
  | {
      readonly kind: "refused";
      readonly text: "password.nothing-entered" | "password.not-text" | "password.line-too-long";
      readonly most: number;
    };

/** An arrow, a function key, the marks around pasted text: a key that is no character must not get into a password. */
// eslint-disable-next-line no-control-regex
const ESCAPE_SEQUENCE = /^\u001b(?:\[[0-9;?<=>]*[ -/]*[@-~]|O[ -~]|[ -~]?)/;

/** A line that is typed key by key on a raw terminal: backspace, Ctrl-U, Ctrl-C, Ctrl-D and Enter mean what they always do. */
export class PasswordLine {
  #characters: string[] = [];

  /** Takes what was typed; tells how the line ended as soon as it did. What comes after the end is dropped. */
  type(text: string): LineEnd | undefined {
    let rest = text;
    while (rest !== "") {
      const escape = ESCAPE_SEQUENCE.exec(rest)?.[0];
      const [key = ""] = escape === undefined ? rest : [escape];
      rest = rest.slice(key.length);
      if (escape !== undefined) continue;
      const end = this.#strike(key);
      if (end !== undefined) return end;
    }
    return undefined;
  }

  #strike(key: string): LineEnd | undefined {
    switch (key) {
      case "\r":
      case "\n":
        return this.#enter();
      case "\u0003":
        return { kind: "interrupted" };
      case "\u0004":
        return refused("password.nothing-entered");
      case "\u0008":
      case "\u007f":
        this.#characters.pop();
        return undefined;
      case "\u0015":
        this.#characters = [];
        return undefined;
    }
    // Any other control character is a slip of the finger: no password of a person has one.
    if (key < " ") return undefined;
    if (key === "\ufffd") return refused("password.not-text");
    if (this.#characters.length >= MOST_CHARACTERS) return refused("password.line-too-long");
    this.#characters.push(key);
    return undefined;
  }

  #enter(): LineEnd {
    if (this.#characters.length === 0) return refused("password.nothing-entered");
    return { kind: "entered", password: this.#characters.join("") };
  }
}

function refused(text: (LineEnd & { kind: "refused" })["text"]): LineEnd {
  return { kind: "refused", text, most: MOST_CHARACTERS };
}
