declare module "snappyjs" {
  /** One raw snappy block, without the framing of files. */
  export function compress(bytes: Uint8Array): Uint8Array;
  export function uncompress(bytes: Uint8Array): Uint8Array;
}
