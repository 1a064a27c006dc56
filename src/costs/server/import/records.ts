const QUOTE = 34;
const LF = 10;
const CR = 13;

/** Cuts chunks of a CSV file into records as RFC 4180 does: quotes open at the start of a field, doubled quotes are text. */
export class RecordReader {
  /** Bytes seen so far, and the physical line they have reached (1 is the first). */
  bytes = 0;
  line = 1;
  readonly #delimiter: number;
  readonly #onRecord: (start_byte: number, line: number) => void;
  #quoted = false;
  #fieldStart = true;
  #recordStarted = false;
  #previous = 0;

  /** `onRecord` is told where each record starts, blank lines left out. */
  constructor(delimiter: string, onRecord: (start_byte: number, line: number) => void) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#onRecord = onRecord;
  }

  push(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (this.#quoted) this.#inQuotes(byte);
      else this.#outside(byte);
      this.#previous = byte;
      this.bytes++;
    }
  }

  #inQuotes(byte: number): void {
    if (byte === QUOTE) this.#quoted = false;
    else if (byte === LF || (this.#previous === CR && byte !== LF)) this.line++;
  }

  #outside(byte: number): void {
    // A CR alone ends a line too; a CR before a LF is counted with it.
    if (this.#previous === CR && byte !== LF) this.#endLine();
    if (byte === LF) return this.#endLine();
    if (byte === CR) return;
    if (!this.#recordStarted) {
      this.#recordStarted = true;
      this.#onRecord(this.bytes, this.line);
    }
    // A quote right after a closing one is a doubled quote: the field goes on.
    if (byte === QUOTE && (this.#fieldStart || this.#previous === QUOTE)) this.#quoted = true;
    this.#fieldStart = byte === this.#delimiter;
  }

  #endLine(): void {
    this.line++;
    this.#recordStarted = false;
    this.#fieldStart = true;
  }
}
