/** A regular expression that can't be used; `at` is the place in it. */
export class PatternError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Copies of what is repeated count. Larger ones would make each character of a text slow to look at. */
const MOST_STATES = 1_000;
/** Of groups in groups. */
const DEEPEST = 20;

type Part =
  | { kind: 'one'; test: RegExp }
  | { kind: 'start' }
  | { kind: 'end' }
  | { kind: 'sequence'; parts: Part[] }
  | { kind: 'choice'; parts: Part[] }
  | { kind: 'repeat'; part: Part; least: number; most: number | null };

interface State {
  kind: 'one' | 'start' | 'end' | 'pass' | 'found';
  test?: RegExp;
  next: number[];
}

/** Reads the syntax of RE2 that policies need: no look-around, no back-references. */
class Reader {
  readonly #text: string;
  readonly #flags: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    const ignores_case = text.startsWith('(?i)');
    this.#at = ignores_case ? 4 : 0;
    this.#flags = ignores_case ? 'usi' : 'us';
  }

  read(): Part {
    const part = this.#choice();
    if (this.#at < this.#text.length) throw new PatternError('There is a ) without its (', this.#at);
    return part;
  }

  #next(): string {
    return String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
  }

  #take(wanted: string): boolean {
    const is_there = this.#text.startsWith(wanted, this.#at);
    if (is_there) this.#at += wanted.length;
    return is_there;
  }

  #choice(): Part {
    const parts = [this.#sequence()];
    while (this.#take('|')) parts.push(this.#sequence());
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#text.length && !'|)'.includes(this.#next())) parts.push(this.#repeated(this.#single()));
    return { kind: 'sequence', parts };
  }

  #repeated(part: Part): Part {
    const from = this.#at;
    const counted = /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(this.#text.slice(this.#at));
    let limits: { least: number; most: number | null };
    if (this.#take('*')) limits = { least: 0, most: null };
    else if (this.#take('+')) limits = { least: 1, most: null };
    else if (this.#take('?')) limits = { least: 0, most: 1 };
    else if (counted) {
      this.#at += counted[0].length;
      const least = Number(counted[1]);
      limits = { least, most: counted[2] === undefined ? least : counted[3] === undefined ? null : Number(counted[3]) };
      if (limits.most !== null && limits.most < least) throw new PatternError('The second number is smaller', from);
    } else return part;
    // Lazy or not finds the same, where only whether it is found is asked.
    this.#take('?');
    if (/[*+?]/.test(this.#next())) throw new PatternError('Two repetitions follow each other', this.#at);
    return { kind: 'repeat', part, ...limits };
  }

  #single(): Part {
    const from = this.#at;
    if (this.#take('^')) return { kind: 'start' };
    if (this.#take('$')) return { kind: 'end' };
    if (this.#take('(')) return this.#group(from);
    if (/[*+?{]/.test(this.#next())) throw new PatternError('There is nothing to repeat before it', from);
    const source = /^(?:\\(?:[pP]\{[^}]*\}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|.)|\[\^?\]?(?:\\.|[^\]\\])*\]|.)/su.exec(
      this.#text.slice(from),
    )?.[0];
    if (source === undefined || source === '[' || source === '\\')
      throw new PatternError('It is not complete here', from);
    if (/^\\[bBAzZkKQEG\d]/.test(source) || source.includes('[:'))
      throw new PatternError(`${source.slice(0, 2)} can't be used here`, from);
    this.#at += source.length;
    try {
      // What is escaped without need is no error to RE2, but is to JavaScript.
      const plain = /^\\[^\p{L}\p{N}]$/u.test(source) ? source.slice(1) : source;
      const literal = plain.length === 1 && source !== '.' ? plain.replace(/[\\^$.*+?()[\]{}|]/, '\\$&') : plain;
      return { kind: 'one', test: new RegExp(`^(?:${literal})$`, this.#flags) };
    } catch {
      throw new PatternError(`${source} is not understood`, from);
    }
  }

  #group(from: number): Part {
    if (!this.#take('?:') && this.#next() === '?')
      throw new PatternError("Groups that begin with (? can't be used, except (?:", from);
    if (++this.#depth > DEEPEST) throw new PatternError('Its groups are nested too deep', from);
    const part = this.#choice();
    if (!this.#take(')')) throw new PatternError('This ( has no )', from);
    this.#depth -= 1;
    return part;
  }
}

/** Makes states from the last to the first: each part knows what follows it. */
function statesOf(part: Part): { states: State[]; first: number } {
  const states: State[] = [];
  const add = (state: State): number => {
    if (states.length >= MOST_STATES) throw new PatternError('It repeats too much', 0);
    return states.push(state) - 1;
  };
  let looked_at = 0;
  const before = (one: Part, next: number): number => {
    // What matches nothing makes no states, however often it is repeated.
    if (++looked_at > MOST_STATES * 10) throw new PatternError('It repeats too much', 0);
    if (one.kind === 'one') return add({ kind: 'one', test: one.test, next: [next] });
    if (one.kind === 'start' || one.kind === 'end') return add({ kind: one.kind, next: [next] });
    if (one.kind === 'choice') return add({ kind: 'pass', next: one.parts.map((part) => before(part, next)) });
    if (one.kind === 'sequence') return one.parts.reduceRight((follows, part) => before(part, follows), next);
    let follows = next;
    if (one.most === null) {
      follows = add({ kind: 'pass', next: [next] });
      states[follows]!.next.push(before(one.part, follows));
    } else
      for (let times = one.least; times < one.most; times += 1)
        follows = add({ kind: 'pass', next: [next, before(one.part, follows)] });
    for (let times = 0; times < one.least; times += 1) follows = before(one.part, follows);
    return follows;
  };
  const first = before(part, add({ kind: 'found', next: [] }));
  return { states, first };
}

/**
 * Whether a regular expression is found in texts, in a time that grows with the length of the text times that of the
 * expression, whatever they are: every state is followed at once, as Thompson describes ("Regular Expression Search
 * Algorithm", 1968), and nothing is ever tried again. `spend` is told of the steps that each character takes, and may throw
 * where they are too many. Throws a `PatternError` for what it does not understand.
 */
export function compilePattern(pattern: string, spend: (steps: number) => void = () => {}): (text: string) => boolean {
  const { states, first } = statesOf(new Reader(pattern).read());
  return (text) => {
    const characters = [...text];
    let current = new Set<number>();
    const reached = (into: Set<number>, from: number, at: number): boolean => {
      const left = [from];
      for (let index = left.pop(); index !== undefined; index = left.pop()) {
        const state = states[index]!;
        if (into.has(index)) continue;
        if (state.kind === 'found') return true;
        if ((state.kind === 'start' && at > 0) || (state.kind === 'end' && at < characters.length)) continue;
        into.add(index);
        if (state.kind !== 'one') left.push(...state.next);
      }
      return false;
    };
    for (let at = 0; ; at += 1) {
      if (reached(current, first, at)) return true;
      if (at === characters.length) return false;
      spend(current.size + 1);
      const following = new Set<number>();
      for (const index of current) {
        const { kind, test, next } = states[index]!;
        if (kind === 'one' && test!.test(characters[at]!) && reached(following, next[0]!, at + 1)) return true;
      }
      current = following;
    }
  };
}
