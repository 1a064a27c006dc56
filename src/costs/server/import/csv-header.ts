/** The delimiters that billing files and spreadsheets use. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The fields of the first record of a CSV text; null when the text ends inside a quoted field. */
export function firstRecord(text: string, delimiter: string): string[] | null {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') field += text[i++];
      else quoted = false;
    } else if (char === '"' && field.trim() === '') {
      quoted = true;
      field = '';
    } else if (char === delimiter) {
      fields.push(field);
      field = '';
    } else if (char === '\n' || char === '\r') {
      if (fields.length === 0 && field === '') continue;
      return [...fields, field];
    } else field += char;
  }
  if (quoted) return null;
  return fields.length === 0 && field === '' ? [] : [...fields, field];
}

/** The header of a CSV file by the delimiter that cuts it into most columns. */
export function readHeader(text: string): { delimiter: string; headers: string[] } {
  const tries = DELIMITERS.map((delimiter) => ({ delimiter, headers: firstRecord(text, delimiter) ?? [] }));
  const best = tries.reduce((most, next) => (next.headers.length > most.headers.length ? next : most));
  return { delimiter: best.delimiter, headers: best.headers.map((header) => header.trim()) };
}
