/** Templates within values of templates: real events need 2, forwarded ones 3. */
export const NESTING_LIMIT = 64;
/** Elements that are open at one time, over all levels of nesting. */
export const OPEN_ELEMENT_LIMIT = 512;
/** UTF-16 units of one element's or attribute's name. */
export const NAME_LIMIT = 1024;
/** All names of one definition together: references of 4 bytes to one long name must not multiply it. */
export const NAME_UNITS_LIMIT = 65_536;
/** Entries of the value array of one template instance; the format counts them in 32 bits. */
export const VALUE_LIMIT = 16_384;
/**
 * Work that one record may cost, in bytes of values that are shown, letters of a template that are shown, and steps: a
 * template may show one value many times, and such values may nest. A record of 64 KiB that repeats nothing stays far
 * below. All records of a chunk together have eight times as much.
 */
export const RECORD_WORK_LIMIT = 524_288;
export const CHUNK_WORK_LIMIT = 4_194_304;
/** Compiled templates kept over chunks, and the bytes of their definitions; beyond, all are forgotten and compiled anew. */
export const TEMPLATE_LIMIT = 4096;
export const TEMPLATE_BYTES_LIMIT = 16_777_216;
