import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { beginSubject, variablesOf } from './environment.ts';
import { inWords, isCelError } from './expression-words.ts';
import { type Expressions, readExpression } from './expressions.ts';
import type { SubjectFacts } from './facts.ts';
import type { Outcome } from './policy.ts';
import { accessedBy, factsNamed, pathOf } from './syntax.ts';

/** A fact as it was when something was judged, for people. */
export interface NamedFact {
  path: string;
  value: string;
}

export interface Judgement {
  outcome: Outcome;
  /** Why it is `unknown`, a sentence; null for the others. */
  reason: string | null;
}

export interface CompiledPolicy {
  /** The facts that its expressions name, such as `resource.region`, `tags.owner`. */
  paths: readonly string[];
  judge(facts: SubjectFacts): Judgement;
  /** The facts that it names, as they are. */
  named(facts: SubjectFacts): NamedFact[];
}

/** Longer values are cut: they are there to be read. */
const LONGEST_VALUE = 300;

function valueAt(facts: SubjectFacts, access: readonly string[]): unknown {
  let value: unknown = facts;
  for (const name of access) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return null;
    value = (value as Record<string, unknown>)[name];
  }
  return value ?? null;
}

function inText(value: unknown, access: readonly string[]): string {
  if (value === null) return access[0] === 'tags' ? 'not set' : 'not known';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

/** Why an expression did not come out, a sentence. */
function reasonOf(error: unknown, subject: Expressions['subject']): string {
  // What CEL's functions throw themselves, such as for a text that is too long.
  if (!isCelError(error))
    return error instanceof Error ? `It can't be evaluated: ${error.message}.` : "It can't be evaluated.";
  const access = error.node?.op ? accessedBy(error.node as ASTNode) : null;
  if (error.code !== 'no_such_key' || !access) return inWords(error, subject);
  const path = pathOf(access);
  return access[0] === 'tags'
    ? `The tag ${access[1]} is not set. has(${path}) asks whether it is.`
    : `${path} is not known. has(${path}) asks whether it is.`;
}

function compile(text: string, subject: Expressions['subject']): ParseResult | null {
  if (text.trim() === '') return null;
  const { parsed, problems } = readExpression(text, subject);
  const [first] = problems;
  if (first || !parsed) throw new Error(first?.message ?? "It can't be read.");
  return parsed;
}

/**
 * Makes a policy ready to judge many subjects. Throws an `Error` with a sentence for people when an expression is not right
 * (any more); `checkExpressions` says all that is wrong.
 */
export function compilePolicy({ subject, applies_when, must_hold }: Expressions): CompiledPolicy {
  const about = compile(applies_when, subject);
  const kept = compile(must_hold, subject);
  if (!kept) throw new Error('It does not say what must hold.');
  const accesses = new Map(
    [...(about ? factsNamed(about.ast) : []), ...factsNamed(kept.ast)].map((access) => [pathOf(access), access]),
  );
  const holds = (expression: ParseResult, variables: Map<string, unknown>): boolean => {
    const answer: unknown = expression(variables);
    if (typeof answer === 'boolean') return answer;
    throw new Error('it comes out neither true nor false');
  };
  return {
    paths: [...accesses.keys()],
    judge: (facts) => {
      const variables = variablesOf(subject, facts);
      beginSubject();
      try {
        if (about && !holds(about, variables)) return { outcome: 'not_applicable', reason: null };
        return { outcome: holds(kept, variables) ? 'kept' : 'broken', reason: null };
      } catch (error) {
        return { outcome: 'unknown', reason: reasonOf(error, subject) };
      }
    },
    named: (facts) => [...accesses].map(([path, access]) => ({ path, value: inText(valueAt(facts, access), access) })),
  };
}
