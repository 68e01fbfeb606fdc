/** One section of an archive that was brought. */
export interface CollectedSection {
  readonly section: string;
  readonly outcome: "collected" | "failed";
  /** Why it failed, in words of the host. */
  readonly reason?: string;
}

/** What `rdpulse collect --json` prints: `rdpulse.collected/1`. */
export interface CollectedReport {
  readonly schema: "rdpulse.collected/1";
  readonly host: string;
  readonly startedAt: string;
  readonly platform: "windows" | "xrdp";
  /** Path of the archive on this machine. */
  readonly file: string;
  readonly bytes: number;
  /** SHA-256 of the archive, hexadecimal. */
  readonly sha256: string;
  /** Empty where no settings could be read in it. */
  readonly sections: readonly CollectedSection[];
}
