import { EvaluationError, ParseError, TypeError } from '@marcbachmann/cel-js';
import { definitionsOf, FACT_OBJECTS, type FactObject, OBJECTS_OF, seesTags } from './facts.ts';
import { FUNCTIONS } from './functions.ts';
import { nearName } from './near-name.ts';
import { LONGEST_EXPRESSION, type PolicySubject } from './policy.ts';

export type CelError = ParseError | EvaluationError | TypeError;

/** Whether CEL says it of an expression; anything else is a fault of ours. */
export const isCelError = (error: unknown): error is CelError =>
  [ParseError, EvaluationError, TypeError].some((kind) => error instanceof kind);

/** CEL's names of types as people say them. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  bool: 'a truth value',
  int: 'a whole number',
  double: 'a number with decimals',
  dyn: 'something of any type',
  null: 'nothing (null)',
  null_type: 'nothing (null)',
  bytes: 'bytes',
  uint: 'a whole number without sign',
  'google.protobuf.Timestamp': 'a point in time',
  'google.protobuf.Duration': 'a length of time',
};

/** A type of CEL, in words. */
export function typeInWords(type: string): string {
  const [, outer, inner] = /^(list|map|optional|facts_of_\w+)(?:<(.*)>)?$/.exec(type) ?? [];
  if (outer === 'list') return inner === undefined ? 'a list' : `a list of ${typeInWords(inner).replace(/^an? /, '')}s`;
  if (outer === 'map') return 'a map';
  if (outer === 'optional') return `${typeInWords(inner ?? 'dyn')} that may be missing (see orValue)`;
  if (outer) return `the whole of ${outer.slice('facts_of_'.length)}`;
  return TYPES[type] ?? type;
}

const hint = (name: string, known: readonly string[]): string => {
  const near = nearName(name, known);
  return near === null ? '' : ` Did you mean ${near}?`;
};

/** What expressions of a subject can begin with. */
export const variablesIn = (subject: PolicySubject): string[] => [
  ...OBJECTS_OF[subject],
  ...(seesTags(subject) ? ['tags'] : []),
  'now',
];

/** That nothing is called so. */
export function unknownVariable(name: string, subject: PolicySubject, bound: readonly string[]): string {
  const known = [...variablesIn(subject), ...bound];
  const fact = variablesIn(subject).find(
    (object) => Object.hasOwn(FACT_OBJECTS, object) && Object.hasOwn(definitionsOf(object as FactObject), name),
  );
  const meant = fact ? ` Did you mean ${fact}.${name}?` : hint(name, known);
  return `${name} is not known.${meant || ` Policies on ${subject}s see ${variablesIn(subject).join(', ')}; texts stand in quotation marks.`}`;
}

/** That an object has no such fact. */
export function unknownFact(object: FactObject, name: string, subject: PolicySubject): string {
  const near = nearName(name, Object.keys(definitionsOf(object)));
  const elsewhere = OBJECTS_OF[subject].find((other) => Object.hasOwn(definitionsOf(other), name));
  const meant = elsewhere ? ` Did you mean ${elsewhere}.${name}?` : near ? ` Did you mean ${object}.${near}?` : '';
  const own = object === 'resource' ? ' What only its type has is in resource.attributes.' : '';
  return `${object} has no fact ${name}.${meant || own}`;
}

/** That a function can't be called. */
export const unknownFunction = (name: string): string =>
  `There is no function ${name}.${hint(
    name,
    FUNCTIONS.map((one) => one.name),
  )}`;

const TOKENS: Readonly<Record<string, string>> = {
  EOF: 'the end',
  NUMBER: 'a number',
  STRING: 'a text',
  BOOLEAN: 'a truth value',
  NULL: 'null',
  IDENTIFIER: 'a name',
  AND: '&&',
  OR: '||',
  NOT: '!',
  IN: 'in',
  LPAREN: '(',
  RPAREN: ')',
  LBRACKET: '[',
  RBRACKET: ']',
  LBRACE: '{',
  RBRACE: '}',
  DOT: 'a dot',
  COMMA: 'a comma',
  COLON: ':',
  QUESTION: '?',
  EQ: '==',
  NE: '!=',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
  PLUS: '+',
  MINUS: '-',
  MULTIPLY: '*',
  DIVIDE: '/',
  MODULO: '%',
};
const tokenInWords = (token: string): string => TOKENS[token] ?? token;

/** That an operator does not take what stands beside it, with what to do. */
function wrongOperands(summary: string): string {
  const [, left, operator, right] = /^no such overload: (.+?) (\S+) (.+)$/.exec(summary) ?? [];
  if (left === undefined || operator === undefined || right === undefined) {
    const [, sign = '', operand = ''] = /^no such overload: ([!-])(.+)$/.exec(summary) ?? [];
    return `${sign} can't be put before ${typeInWords(operand)}.`;
  }
  const both = [left, right];
  const advice = both.some((type) => type.startsWith('null'))
    ? ' Whether something is known is asked by has(…).'
    : both.some((type) => type.startsWith('optional'))
      ? ' Say what to take where it is missing: .orValue(…).'
      : both.includes('int') && both.includes('double')
        ? ' Write 2.0 for 2, or double(…).'
        : operator === 'in'
          ? ' On the right there has to be a list of the same type, such as ["a", "b"].'
          : '';
  return operator === 'in'
    ? `Whether ${typeInWords(left)} is in ${typeInWords(right)} can't be told.${advice}`
    : `${operator} can't stand between ${typeInWords(left)} and ${typeInWords(right)}.${advice}`;
}

/** That a function takes something else. */
function wrongArguments(summary: string): string {
  const [, called = '', given = ''] = /matching overload for '(.+?)\((.*)\)'$/.exec(summary) ?? [];
  const name = called.slice(called.lastIndexOf('.') + 1);
  const receiver = called.includes('.') ? called.slice(0, called.lastIndexOf('.')) : '';
  const description = FUNCTIONS.find((one) => one.name === name)?.description;
  const takers = [receiver, ...given.split(', ')].filter((type) => type !== '').map(typeInWords);
  return `${name} does not take ${takers.join(' and ') || 'nothing'}.${description ? ` It is used so: ${description}.` : ''}`;
}

function syntaxInWords({ code, summary }: CelError): string {
  const [, expected = '', got = ''] = /^Expected (\w+), got (\w+)$/.exec(summary) ?? [];
  if (code === 'expected_token') return `Here should be ${tokenInWords(expected)}, not ${tokenInWords(got)}.`;
  const [, token = ''] = /^Unexpected token: (\w+)$/.exec(summary) ?? [];
  if (code === 'unexpected_token')
    return token === 'EOF' ? 'Something is missing at the end.' : `${tokenInWords(token)} can't stand here.`;
  if (code === 'unterminated_string') return 'This text has no quotation mark at its end.';
  if (code === 'limit_exceeded')
    return `It is too large: at most ${LONGEST_EXPRESSION} characters, 600 parts, 24 of them in each other, and 300 entries of a list.`;
  return /character/.test(summary)
    ? "This can't stand here. Parts are joined by && (and), || (or), == (is) and the like."
    : `${summary}.`;
}

/** What CEL says against an expression, as a sentence for people. */
export function inWords(error: CelError, subject: PolicySubject): string {
  const { code, summary } = error;
  const quoted = /'([^']*)'/.exec(summary)?.[1] ?? '';
  switch (code) {
    case 'no_such_overload':
      return wrongOperands(summary);
    case 'no_matching_overload':
      return wrongArguments(summary);
    case 'unknown_variable':
      return unknownVariable(summary.slice('Unknown variable: '.length), subject, []);
    case 'invalid_logical_operand':
      return `&& and || stand between truth values, and this is ${typeInWords(quoted)}.`;
    case 'invalid_condition_type':
      return `A truth value is needed here, and this is ${typeInWords(quoted)}.`;
    case 'heterogeneous_list_element':
      return 'The entries of a list have to be of one type.';
    case 'incompatible_ternary_branches':
      return 'What stands on both sides of : has to be of one type.';
    case 'invalid_macro_argument':
      return summary.startsWith('has')
        ? 'has(…) takes a fact or a tag, such as has(tags.owner).'
        : 'The first argument has to be a new name, such as key in tags.exists(key, key == "env").';
    case 'invalid_comprehension_range':
      return `exists, all, exists_one and filter look through lists and maps, and this is ${typeInWords(quoted)}.`;
    case 'cannot_index_type':
      return `This is ${typeInWords(quoted)}, and has no parts.`;
    default:
      return syntaxInWords(error);
  }
}
