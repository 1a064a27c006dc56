import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import type { ExpressionError } from './contract.ts';
import { environmentOf, LINEAR_MATCHES } from './environment.ts';
import { inWords, isCelError, typeInWords, unknownFact, unknownFunction } from './expression-words.ts';
import { definitionsOf, type FactObject, OBJECTS_OF } from './facts.ts';
import { FUNCTIONS } from './functions.ts';
import { compilePattern, PatternError } from './pattern.ts';
import { LONGEST_EXPRESSION, type PolicyBody, type PolicySubject } from './policy.ts';
import { isLoop, partsOf, type Visited } from './syntax.ts';

/** What of a policy is checked. */
export type Expressions = Pick<PolicyBody, 'subject' | 'applies_when' | 'must_hold'>;

/** Each multiplies what has to be looked at for one resource. */
const MOST_NESTED_LOOPS = 2;
const MOST_LOOPS = 10;
/** Further errors of types are mostly of the same making. */
const MOST_TYPE_ERRORS = 20;

const FUNCTION_NAMES = new Set(FUNCTIONS.map(({ name }) => name));
/** Their argument is a text that may be wrong: those that are written out are tried. */
const READS_TEXT: readonly string[] = ['duration', 'timestamp', 'int', 'double'];
/** None that is right is longer. */
const LONGEST_TEXT_READ = 40;

interface Problem {
  message: string;
  from: number;
  to: number;
}
const problemAt = ({ start, end }: { start: number; end: number }, message: string): Problem => ({
  message,
  from: start,
  to: end,
});

interface Place {
  text: string;
  subject: PolicySubject;
}

const nameOfCall = (node: ASTNode): string | null => (node.op === 'call' || node.op === 'rcall' ? node.args[0] : null);

/** Where the name of a call stands. */
function placeOfName(node: ASTNode, name: string, text: string): { start: number; end: number } {
  const start = node.op === 'rcall' ? text.indexOf(name, node.args[1].end) : node.start;
  return { start, end: start + name.length };
}

const isAddedUp = (list: ASTNode): boolean => [...partsOf(list)].some(({ node }) => node.op === '+');

function problemOfCall({ node, loops }: Visited, { text, subject }: Place): Problem | null {
  const name = nameOfCall(node);
  if (name === null) return null;
  const at = placeOfName(node, name, text);
  if (!FUNCTION_NAMES.has(name)) return problemAt(at, unknownFunction(name));
  if (isLoop(node) && loops >= MOST_NESTED_LOOPS)
    return problemAt(at, `${name} can be nested ${MOST_NESTED_LOOPS} deep at most.`);
  // A short expression could make a list that is too long to be looked through.
  if (node.op === 'rcall' && isLoop(node) && isAddedUp(node.args[1]))
    return problemAt(node.args[1], `${name} looks through one list: write && or || between two of them.`);
  const [argument] = node.op === 'rcall' ? node.args[2] : node.op === 'call' ? node.args[1] : [];
  if (!argument) return null;
  if (name === 'matches') return problemOfPattern(argument);
  if (READS_TEXT.includes(name)) return problemOfText(name, node, argument, { text, subject });
  return null;
}

/** What is wrong with the text that a function reads, such as that of a point in time. */
function problemOfText(name: string, node: ASTNode, argument: ASTNode, { text, subject }: Place): Problem | null {
  if (argument.op !== 'value')
    // How long it takes to read one grows with the third power of its length in CEL's library.
    return name === 'duration' ? problemAt(argument, 'A length of time has to be written out, as "12h30m".') : null;
  if (typeof argument.args !== 'string') return null;
  try {
    if (argument.args.length <= LONGEST_TEXT_READ) {
      environmentOf(subject).evaluate(text.slice(node.start, node.end));
      return null;
    }
  } catch (error) {
    // What is of the wrong type is told by the check of types.
    if (!isCelError(error) || error.code === 'no_matching_overload') return null;
  }
  return problemAt(
    argument,
    name === 'timestamp'
      ? 'A point in time is written as "2026-01-31T00:00:00Z".'
      : name === 'duration'
        ? 'A length of time is written as "12h30m"; days are days(2).'
        : 'This text is not a number.',
  );
}

function problemOfPattern(argument: ASTNode): Problem | null {
  if (argument.op !== 'value' || typeof argument.args !== 'string')
    return problemAt(argument, 'A regular expression has to be written out here, in quotation marks.');
  try {
    compilePattern(argument.args);
    return null;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return problemAt(argument, `The regular expression can't be used: ${error.message} (character ${error.at + 1}).`);
  }
}

/** CEL lets unknown facts pass in `has(…)` and after `.?`: they would be missing for ever. */
function problemOfFact({ node, bound }: Visited, { subject }: Place): Problem | null {
  if (node.op !== '.' && node.op !== '.?') return null;
  const [of, name] = node.args;
  if (of.op !== 'id' || bound.includes(of.args)) return null;
  const object = (OBJECTS_OF[subject] as readonly FactObject[]).find((one) => one === of.args);
  if (!object || Object.hasOwn(definitionsOf(object), name)) return null;
  return problemAt({ start: node.end - name.length, end: node.end }, unknownFact(object, name, subject));
}

/** What is wrong with an expression beside its types. */
function problemsOfParts(root: ASTNode, place: Place): Problem[] {
  const parts = [...partsOf(root)];
  const loops = parts.filter(({ node }) => isLoop(node));
  const many = loops[MOST_LOOPS]?.node;
  return [
    ...parts.flatMap((part) => problemOfCall(part, place) ?? problemOfFact(part, place) ?? []),
    ...(many ? [problemAt(many, `There can be ${MOST_LOOPS} of exists, all, exists_one and filter at most.`)] : []),
  ];
}

/** A part whose type was told, or is taken to be known, keeps it in this property. */
type Typed = ASTNode & { checkedType?: unknown };

/**
 * Errors of types, all of them: CEL tells one; what is wrong is then taken to be of any type, and the rest checked on. When
 * there are none, that the whole is no truth value.
 */
function problemsOfTypes(parsed: ParseResult, { subject }: Place): Problem[] {
  const any = environmentOf(subject).parse('dyn(true)');
  any.check();
  const problems: Problem[] = [];
  for (let round = 0; round < MOST_TYPE_ERRORS; round += 1) {
    const { valid, type, error } = parsed.check();
    if (valid) {
      if (problems.length > 0 || type === 'bool' || type === 'dyn') return problems;
      return [problemAt(parsed.ast, `It has to come out true or false, and is ${typeInWords(type ?? 'dyn')}.`)];
    }
    if (!isCelError(error)) throw error;
    const node = error.node as Typed | undefined;
    problems.push(problemAt(error.range ?? parsed.ast, inWords(error, subject)));
    if (!node || node.checkedType !== undefined) break;
    node.checkedType = (any.ast as Typed).checkedType;
  }
  return problems;
}

/** Has `matches` carried out by what can't be made to take long. */
function replaceMatches(root: ASTNode): void {
  for (const { node } of partsOf(root))
    if (node.op === 'rcall' && node.args[0] === 'matches') (node.args as unknown[])[0] = LINEAR_MATCHES;
}

/**
 * Reads an expression and says all that is wrong with it, by place. `parsed` can be evaluated when there is nothing, and its
 * types are known; null where it can't even be read.
 */
export function readExpression(
  text: string,
  subject: PolicySubject,
): { parsed: ParseResult | null; problems: Problem[] } {
  const place = { text, subject };
  if (text.length > LONGEST_EXPRESSION)
    return {
      parsed: null,
      problems: [
        { message: `It has more than ${LONGEST_EXPRESSION} characters.`, from: LONGEST_EXPRESSION, to: text.length },
      ],
    };
  try {
    const parsed = environmentOf(subject).parse(text);
    const problems = problemsOfParts(parsed.ast, place);
    replaceMatches(parsed.ast);
    // Of the same place, the first says it best.
    for (const problem of problemsOfTypes(parsed, place))
      if (!problems.some(({ from, to }) => from < problem.to && problem.from < to)) problems.push(problem);
    return { parsed, problems: problems.toSorted((a, b) => a.from - b.from || a.to - b.to) };
  } catch (error) {
    if (!isCelError(error)) throw error;
    const { start, end } = error.range ?? { start: 0, end: text.length };
    return { parsed: null, problems: [{ message: inWords(error, subject), from: start, to: Math.max(start, end) }] };
  }
}

/** Line and column, from 1, of an offset. */
function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** All that is wrong with the expressions of a policy, each with its place; nothing is evaluated. Empty ones are not wrong. */
export const checkExpressions = (expressions: Expressions): ExpressionError[] =>
  (['applies_when', 'must_hold'] as const).flatMap((field) => {
    const text = expressions[field];
    if (text.trim() === '') return [];
    return readExpression(text, expressions.subject).problems.map((problem) => ({
      field,
      ...problem,
      ...positionOf(text, problem.from),
    }));
  });
