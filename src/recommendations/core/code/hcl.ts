/**
 * HCL as values, printed as `terraform fmt` prints it. Texts are data wherever they come from: what has a meaning in
 * Terraform is written by code only, as an `Expression`.
 */

/** What Terraform is to evaluate: a reference or a call. Never made from anything that comes from outside. */
export class Expression {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A value as JSON text, by Terraform's own function. */
export class JsonText {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
}

/** What an argument is set to. An object is a map whose keys are data; null is `null`. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Expression
  | JsonText
  | readonly Value[]
  | { readonly [key: string]: Value };

/** A line, or a block of lines, of a file. */
export type Item =
  | { kind: 'attribute'; name: string; value: Value }
  | { kind: 'block'; type: string; labels: readonly string[]; body: readonly Item[] }
  | { kind: 'comment'; text: string };

/** `name = value`. */
export const attribute = (name: string, value: Value): Item => ({ kind: 'attribute', name, value });
/** `type "label" { … }`. */
export const block = (type: string, labels: readonly string[], body: readonly Item[]): Item => ({
  kind: 'block',
  type,
  labels,
  body,
});
/** A line that Terraform does not read. */
export const comment = (text: string): Item => ({ kind: 'comment', text });
/** An attribute for every entry that is known. */
export const attributes = (values: Readonly<Record<string, Value>>): Item[] =>
  Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [attribute(name, value)]));

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const KEYWORDS = new Set(['for', 'true', 'false', 'null']);
const SHORT_ESCAPES: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const hex = (character: string): string => {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
};

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });
const width = (text: string): number => [...characters.segment(text)].length;
/** Whether it merges with a sign before or after it into one character: then it is not seen for what it is. */
const merges = (character: string): boolean => width(`$${character}$`) < 3;

/**
 * A text in quotes. Invisible and combining characters are written as escapes, so that nothing hides in it; halves of
 * characters, which are no text, become U+FFFD. Terraform itself normalizes texts (NFC).
 */
export function quoted(text: string): string {
  const escaped = text
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(/["\\]|[^ -~]/gu, (character) => {
      if (/[^\p{C}\p{Z}"\\]/u.test(character) && !merges(character)) return character;
      return SHORT_ESCAPES[character] ?? hex(character);
    })
    // Only the last sign before a brace begins a template; those before it would be read as the escape of another.
    .replace(/([$%])\1*\{/g, (signs) => {
      const sign = signs.charAt(0);
      return `${hex(sign).repeat(signs.length - 2)}${sign}${sign}{`;
    });
  return `"${escaped}"`;
}

/** A comment that nothing in `text` can end. */
export const commentLine = (text: string): string =>
  `# ${text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()}`.trimEnd();

function identifier(name: string): string {
  if (!IDENTIFIER.test(name)) throw new Error(`${JSON.stringify(name)} is no identifier of HCL.`);
  return name;
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `  ${line}`));

interface Pair {
  left: string;
  right: readonly string[];
}

/** `left = right`, the signs of neighbours in one line each below one another. */
function pairLines(pairs: readonly Pair[]): string[] {
  const isShort = ({ right }: Pair): boolean => right.length === 1;
  return pairs.flatMap((pair, index) => {
    let [first, last] = [index, index];
    while (isShort(pair) && first > 0 && isShort(pairs[first - 1]!)) first -= 1;
    while (isShort(pair) && last < pairs.length - 1 && isShort(pairs[last + 1]!)) last += 1;
    const widest = Math.max(...pairs.slice(first, last + 1).map(({ left }) => width(left)));
    const [head = '', ...rest] = pair.right;
    return [`${pair.left}${' '.repeat(widest - width(pair.left))} = ${head}`, ...rest];
  });
}

function listLines(values: readonly Value[]): string[] {
  const items = values.map(valueLines);
  const [only] = items;
  if (only === undefined) return ['[]'];
  if (items.length === 1 && only.length === 1) return [`[${only[0]}]`];
  return ['[', ...items.flatMap((lines) => indented([...lines.slice(0, -1), `${lines.at(-1)},`])), ']'];
}

/** Keys that are words stand without quotes, as people write them, unless one of them means something else there. */
function mapLines(values: { readonly [key: string]: Value }): string[] {
  const bare = Object.keys(values).every((key) => /^[A-Za-z][A-Za-z0-9_]*$/.test(key) && !KEYWORDS.has(key));
  const pairs = Object.entries(values).map(([key, value]) => ({
    left: bare ? key : quoted(key),
    right: valueLines(value),
  }));
  return pairs.length === 0 ? ['{}'] : ['{', ...indented(pairLines(pairs)), '}'];
}

function valueLines(value: Value): string[] {
  if (value instanceof Expression) return [value.text];
  if (value instanceof JsonText) {
    const lines = valueLines(value.value);
    return lines.length === 1
      ? [`jsonencode(${lines[0]})`]
      : [`jsonencode(${lines[0]}`, ...lines.slice(1, -1), `${lines.at(-1)})`];
  }
  if (Array.isArray(value)) return listLines(value);
  if (typeof value === 'string') return [quoted(value)];
  if (typeof value === 'object' && value !== null) return mapLines(value as { readonly [key: string]: Value });
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} is no number of HCL.`);
  return [String(value)];
}

function blockLines({ type, labels, body }: Extract<Item, { kind: 'block' }>): string[] {
  const head = [identifier(type), ...labels.map(quoted)].join(' ');
  return body.length === 0 ? [`${head} {`, '}'] : [`${head} {`, ...indented(itemLines(body)), '}'];
}

/** Neighbouring attributes go together; a block is set apart by empty lines, and so is what follows it. */
function itemLines(items: readonly Item[]): string[] {
  const lines: string[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index]!;
    const before = items[index - 1];
    if (before !== undefined && (before.kind === 'block' || (item.kind === 'block' && before.kind === 'attribute')))
      lines.push('');
    if (item.kind === 'comment') lines.push(commentLine(item.text));
    if (item.kind === 'block') lines.push(...blockLines(item));
    if (item.kind !== 'attribute') continue;
    const run: Pair[] = [];
    for (let next = items[index]; next?.kind === 'attribute'; next = items[(index += 1)])
      run.push({ left: identifier(next.name), right: valueLines(next.value) });
    index -= 1;
    lines.push(...pairLines(run));
  }
  return lines;
}

/** A file of HCL, formatted. Throws where code (never data) asks for what HCL has no word for. */
export const printHcl = (items: readonly Item[]): string => `${itemLines(items).join('\n')}\n`;
