import { Duration, Environment } from '@marcbachmann/cel-js/evaluator';
import {
  definitionsOf,
  type FactObject,
  type FactType,
  OBJECTS_OF,
  PLAIN_FACTS,
  type SubjectFacts,
  seesTags,
} from './facts.ts';
import { compilePattern } from './pattern.ts';
import type { PolicySubject } from './policy.ts';

/** Beyond these an expression is refused before anything of it is evaluated. */
export const LIMITS = { maxAstNodes: 600, maxDepth: 24, maxListElements: 300, maxMapEntries: 50, maxCallArguments: 4 };

/** Regular expressions that are kept ready. */
const MOST_PATTERNS = 200;
const SECONDS_A_DAY = 86_400n;

/**
 * Steps of regular expressions for one subject: each takes some 0.2 µs. To look through 50 tags of 256 characters for ten
 * alternatives takes 130,000.
 */
const MOST_STEPS = 1_000_000;

/** What is left of them for the subject that is judged. */
let steps_left = MOST_STEPS;
/** Has the next subject begin anew: expressions are evaluated in one go. */
export const beginSubject = (): void => {
  steps_left = MOST_STEPS;
};
const spend = (steps: number): void => {
  steps_left -= steps;
  if (steps_left < 0) throw new Error('its regular expressions take too long');
};

/** Under this name `matches` is carried out: its own is taken by one that backtracks, which can't be replaced. */
export const LINEAR_MATCHES = 'matches_in_linear_time';

const TIMESTAMP = 'google.protobuf.Timestamp';
const celType = (type: FactType): string => (type === 'timestamp' ? TIMESTAMP : type);

/**
 * A fact as CEL has it: whole numbers are BigInts, times are Dates. Parts that are null are missing, as are lists that are
 * too long to be looked through.
 */
function celValue(type: FactType, value: unknown): unknown {
  if (type === 'int') return BigInt(Math.trunc(value as number));
  if (type === 'timestamp') return new Date(value as string);
  if (type !== 'map<string, dyn>') return value;
  const isThere = (part: unknown): boolean =>
    part !== null && !(Array.isArray(part) && part.length > LIMITS.maxListElements);
  return Object.fromEntries(Object.entries(value as object).filter(([, part]) => isThere(part)));
}

/** The class of an object of facts; each fact is made CEL's when it is read. */
function classOf(object: FactObject) {
  const definitions = definitionsOf(object);
  return class extends Map<string, unknown> {
    readonly #facts: Readonly<Record<string, unknown>>;

    constructor(facts: Readonly<Record<string, unknown>>) {
      super();
      this.#facts = facts;
    }

    override get(name: string): unknown {
      if (!Object.hasOwn(definitions, name)) return undefined;
      const value = this.#facts[name];
      return value === null || value === undefined ? undefined : celValue(definitions[name]!.type, value);
    }
  };
}

function makeEnvironment(subject: PolicySubject): Environment {
  const environment = new Environment({ enableOptionalTypes: true, limits: LIMITS });
  for (const object of OBJECTS_OF[subject]) {
    const ctor = classOf(object);
    const fields = Object.fromEntries(
      Object.entries(definitionsOf(object)).map(([name, { type }]) => [name, celType(type)]),
    );
    environment.registerType(`facts_of_${object}`, {
      ctor,
      fields,
      convert: (facts: object) => new ctor({ ...facts }),
    });
    environment.registerVariable(object, `facts_of_${object}`);
  }
  if (seesTags(subject)) environment.registerVariable('tags', PLAIN_FACTS.tags.type);
  const patterns = new Map<string, (text: string) => boolean>();
  const matches = (text: string, pattern: string): boolean => {
    const found = patterns.get(pattern) ?? compilePattern(pattern, spend);
    if (patterns.size > MOST_PATTERNS) patterns.clear();
    patterns.set(pattern, found);
    return found(text);
  };
  return environment
    .registerVariable('now', TIMESTAMP)
    .registerFunction('days(int): google.protobuf.Duration', (days: bigint) => new Duration(days * SECONDS_A_DAY))
    .registerFunction('string.lower(): string', (text: string) => text.toLowerCase())
    .registerFunction(`string.${LINEAR_MATCHES}(string): bool`, matches);
}

const environments = new Map<PolicySubject, Environment>();

/** What expressions of policies of `subject` are checked and evaluated in. */
export function environmentOf(subject: PolicySubject): Environment {
  const environment = environments.get(subject) ?? makeEnvironment(subject);
  environments.set(subject, environment);
  return environment;
}

/** Facts as the environment of their subject takes them. */
export function variablesOf(subject: PolicySubject, facts: SubjectFacts): Map<string, unknown> {
  const variables = new Map<string, unknown>([['now', new Date(facts.now)]]);
  if (seesTags(subject)) variables.set('tags', facts.tags ?? {});
  for (const object of OBJECTS_OF[subject]) variables.set(object, facts[object] ?? {});
  return variables;
}
