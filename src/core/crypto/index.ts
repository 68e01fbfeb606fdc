export { hmacMd5 } from "./hmac-md5.ts";
export { hmacSha1 } from "./hmac-sha1.ts";
export { md4 } from "./md4.ts";
export { md5 } from "./md5.ts";
export { Rc4 } from "./rc4.ts";
export { sha1 } from "./sha1.ts";
export { sha256 } from "./sha256.ts";
export { sha384, sha512 } from "./sha512.ts";
export { TripleDesCbc } from "./triple-des.ts";
