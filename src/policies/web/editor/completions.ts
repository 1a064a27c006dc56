import type { Fact } from '../../core/contract.ts';
import { tokensOf } from './cel-tokens.ts';

/** Something that can be written at a place. */
export interface Suggestion {
  label: string;
  /** Shown beside it, such as its type. */
  detail: string;
  /** What it is, a sentence. */
  info: string;
  kind: 'fact' | 'tag' | 'function';
  /** What is written where it is chosen. */
  apply: string;
}

/** What there is to choose from, where the expression stands. */
export interface Suggestions {
  /** Where what they replace begins. */
  from: number;
  items: Suggestion[];
}

export interface Known {
  facts: readonly Fact[];
  functions: readonly { name: string; description: string }[];
  /** Tags that costs have. */
  tag_keys: readonly string[];
}

/** Functions that are called on nothing. */
const PLAIN = ['has', 'days', 'duration', 'timestamp', 'size', 'int', 'double', 'string'];
/** Functions that are called on facts, by the type of the fact. */
const METHODS: Record<string, readonly string[]> = {
  string: ['startsWith', 'endsWith', 'contains', 'matches', 'lower', 'size'],
  list: ['exists', 'all', 'exists_one', 'filter', 'size'],
  map: ['exists', 'all', 'exists_one', 'filter', 'size'],
  timestamp: ['getFullYear', 'getMonth', 'getDate', 'getDayOfWeek', 'getHours'],
};

const TYPE_WORDS: Record<string, string> = {
  string: 'text',
  bool: 'true or false',
  int: 'whole number',
  double: 'number',
  timestamp: 'time',
  'list<string>': 'list of texts',
  'map<string, string>': 'texts by name',
  'map<string, dyn>': 'by name',
};
/** CEL's name of a type as people say it. */
export const typeWord = (type: string): string => TYPE_WORDS[type] ?? type;

const aboutFact = ({ description, optional }: Fact): string =>
  optional ? `${description}. May be missing: has(…) tells.` : `${description}.`;

const factSuggestion = (fact: Fact): Suggestion => ({
  label: fact.path,
  detail: typeWord(fact.type),
  info: aboutFact(fact),
  kind: 'fact',
  apply: fact.path,
});

const tagSuggestion = (key: string): Suggestion => ({
  label: `tags.${key}`,
  detail: 'tag',
  info: 'The value of the tag. Where it is not set: has(…) tells.',
  kind: 'tag',
  apply: /^[A-Za-z_]\w*$/.test(key) ? `tags.${key}` : `tags[${JSON.stringify(key)}]`,
});

const functionSuggestion = ({ name, description }: { name: string; description: string }): Suggestion => ({
  label: name,
  detail: 'function',
  info: `${description}.`,
  kind: 'function',
  apply: `${name}(`,
});

/** Functions for what stands before a dot; all of them where its type is not known. */
function methodsOf(receiver: string, { facts, functions }: Known): Suggestion[] {
  const fact = facts.find(({ path }) => path === receiver);
  const type = fact?.type ?? (/^tags(\.|\[)/.test(receiver) ? 'string' : undefined);
  const names =
    type === undefined ? [...new Set(Object.values(METHODS).flat())] : (METHODS[type.replace(/<.*/, '')] ?? []);
  return functions.filter(({ name }) => names.includes(name)).map(functionSuggestion);
}

/** What can be written at a place of an expression: facts, tags and functions; null inside of a text. */
export function suggestionsAt(text: string, at: number, known: Known): Suggestions | null {
  const inside = tokensOf(text).find(({ from, to }) => from < at && at <= to);
  if (inside?.kind === 'comment') return null;
  if (inside?.kind === 'text' && (at < inside.to || !/["']$/.test(text.slice(inside.from + 1, at)))) return null;
  const before = text.slice(0, at);
  const path = /[A-Za-z_][\w.]*$/.exec(before)?.[0] ?? '';
  const dot = before.lastIndexOf('.');
  const receiver = path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '';
  const after_bracket = path === '' && /[)\]"']\.\w*$/.exec(before);
  if (after_bracket) return { from: dot + 1, items: methodsOf('', known) };
  const from = at - path.length;
  if (from > 0 && text[from - 1] === '.') return { from: dot + 1, items: methodsOf('', known) };
  const has_parts = known.facts.some((fact) => fact.path.startsWith(`${receiver}.`));
  if (receiver !== '' && receiver !== 'tags' && !has_parts) return { from: dot + 1, items: methodsOf(receiver, known) };
  const plain = known.functions.filter(({ name }) => PLAIN.includes(name)).map(functionSuggestion);
  const sees_tags = known.facts.some((fact) => fact.path === 'tags');
  return {
    from,
    items: [
      ...known.facts.map(factSuggestion),
      ...(sees_tags ? known.tag_keys.map(tagSuggestion) : []),
      ...(receiver === ''
        ? plain
        : receiver === 'tags'
          ? methodsOf('tags', known).map((one) => ({ ...one, label: `tags.${one.label}`, apply: `tags.${one.apply}` }))
          : []),
    ],
  };
}
