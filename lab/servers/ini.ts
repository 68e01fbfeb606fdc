// Changing ini files of xrdp and sesman: everything that is not named stays as Debian ships it.

/** Changes settings of an ini file's text and keeps everything else as it is; a missing key is added to its section. */
export function setIni(text: string, changes: Readonly<Record<string, string>>): string {
  const wanted = new Map(
    Object.entries(changes).map(([path, value]) => [path.includes("/") ? path : `Globals/${path}`, value]),
  );
  const lines: string[] = [];
  let section = "";
  const leave = (): void => {
    for (const [path, value] of wanted) {
      const [where, key] = path.split("/");
      if (where !== section) continue;
      lines.push(`${key}=${value}`);
      wanted.delete(path);
    }
  };
  for (const line of text.split("\n")) {
    const header = /^\[(.+)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) {
      leave();
      section = header;
    }
    const path = `${section}/${/^([^#;=\s]+)\s*=/.exec(line)?.[1] ?? ""}`;
    const value = wanted.get(path);
    lines.push(value === undefined ? line : `${path.slice(section.length + 1)}=${value}`);
    wanted.delete(path);
  }
  leave();
  for (const [path, value] of wanted) {
    const [where, key] = path.split("/");
    lines.push(`[${where}]`, `${key}=${value}`);
  }
  return lines.join("\n");
}

/** Takes whole sections out of an ini file's text. */
export function withoutSections(text: string, names: readonly string[]): string {
  let inside = false;
  return text
    .split("\n")
    .filter((line) => {
      const header = /^\[(.+)\]\s*$/.exec(line)?.[1];
      if (header !== undefined) inside = names.includes(header);
      return !inside;
    })
    .join("\n");
}
