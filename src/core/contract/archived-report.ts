/** What `rdpulse backup`, `restore`, `export` and `import` print with --json: `rdpulse.archived/1`. */
export interface ArchivedReport {
  readonly schema: "rdpulse.archived/1";
  readonly command: "backup" | "restore" | "export" | "import";
  /** The archive on this machine. */
  readonly file: string;
  /** Folder of the store, or the address of the PostgreSQL server without its password. */
  readonly store: string;
  /** When the archive was made, UTC. */
  readonly createdAt: string;
  readonly bytes: number;
  /** Rows of each table; of export and import. */
  readonly rows?: Readonly<Record<string, number>>;
  /** Where the folder is now that was there before; of restore. */
  readonly former?: string;
  /** False: the secrets of the store cannot be read until their key is put there; of restore. */
  readonly hasSecretKey?: boolean;
}
