/** A text as CEL writes it: nothing in it can end it. */
export const celText = (value: string): string =>
  // JSON escapes all that CEL needs escaped, and in the same way.
  JSON.stringify(value);

/** A list of texts as CEL writes it; an empty one has nothing in it, and CEL still knows its type. */
export const celTexts = (values: readonly string[]): string => `[${values.map(celText).join(', ')}]`;

/** A number with decimals as CEL writes it. */
export const celDouble = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** A whole number as CEL writes it; what it has of decimals is cut off. */
export const celInt = (value: number): string => Math.trunc(value).toFixed(0);
