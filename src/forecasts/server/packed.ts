/** Bytes of a day. */
const BYTES = 8;

/** Numbers as the database keeps them: 8 bytes each, in the byte order of every processor this runs on. */
export const packed = (values: readonly number[]): Buffer => Buffer.from(Float64Array.from(values).buffer);

/** The numbers of `packed`. */
export function unpacked(bytes: Buffer): number[] {
  // A copy: what comes from the database may begin at any byte.
  return [...new Float64Array(Uint8Array.from(bytes).buffer)];
}

/** Bytes of so many days. */
export const bytesOf = (days: number): number => days * BYTES;
