/** What a piece of an expression is, for its colour. */
export type TokenKind = 'text' | 'number' | 'constant' | 'function' | 'name' | 'operator' | 'comment';

export interface Token {
  kind: TokenKind;
  from: number;
  to: number;
}

const TOKENS: readonly (readonly [TokenKind, string])[] = [
  ['comment', String.raw`\/\/[^\n]*`],
  // A text that has no end yet goes to the end of its line.
  ['text', String.raw`[rRbB]?(?:"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)`],
  ['number', String.raw`(?:0x[\da-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)u?`],
  ['constant', String.raw`\b(?:true|false|null|in)\b`],
  ['function', String.raw`[A-Za-z_]\w*(?=\s*\()`],
  ['name', String.raw`[A-Za-z_]\w*`],
  ['operator', String.raw`&&|\|\||[=!<>]=|[-+*\/%!<>?:=]`],
];
const PATTERN = new RegExp(TOKENS.map(([, source]) => `(${source})`).join('|'), 'g');

/** The pieces of an expression, in order, without spaces and brackets. */
export const tokensOf = (text: string): Token[] =>
  [...text.matchAll(PATTERN)].map((match) => {
    const [kind] = TOKENS[match.slice(1).findIndex((piece) => piece !== undefined)]!;
    return { kind, from: match.index, to: match.index + match[0].length };
  });
