/** A text as one word of bash that nothing in it can leave: in single quotes, each of its own written as `'\''`. */
export const quoted = (text: string): string => `'${text.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`;

/** A text as lines of comments, whatever line ends it has; control characters are dropped. */
export const commented = (text: string): string[] =>
  text
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .map((line) =>
      `# ${[...line].filter((character) => character >= ' ' && character !== '\u007f').join('')}`.trimEnd(),
    );

/** `name=value` lines, with values that stay data. */
export const assigned = (variables: Readonly<Record<string, string | number>>): string[] =>
  Object.entries(variables).map(([name, value]) => `${name}=${quoted(String(value))}`);
