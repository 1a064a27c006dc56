import type { ASTNode } from '@marcbachmann/cel-js';

/** A part of an expression, with what surrounds it. */
export interface Visited {
  node: ASTNode;
  /** Names that `exists`, `all`, … give to what they look at. */
  bound: readonly string[];
  /** How many of these it is in. */
  loops: number;
}

/** Functions that evaluate an argument for each of a list, with a name for it. */
export const LOOPS: readonly string[] = ['exists', 'all', 'exists_one', 'filter'];

/** Whether a call is of one of `LOOPS`. */
export const isLoop = (node: ASTNode): boolean => node.op === 'rcall' && LOOPS.includes(node.args[0]);

function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** Every part of an expression, the whole first. */
export function* partsOf(node: ASTNode, bound: readonly string[] = [], loops = 0): Generator<Visited> {
  yield { node, bound, loops };
  if (node.op === 'rcall' && isLoop(node)) {
    const [, receiver, [variable, ...inside]] = node.args;
    yield* partsOf(receiver, bound, loops);
    const names = variable?.op === 'id' ? [...bound, variable.args] : bound;
    for (const child of inside) yield* partsOf(child, names, loops + 1);
  } else for (const child of childrenOf(node)) yield* partsOf(child, bound, loops);
}

const literalText = (node: ASTNode): string | null =>
  node.op === 'value' && typeof node.args === 'string' ? node.args : null;

/** What an access is to, from the variable on: `tags["cost-center"]` is `['tags', 'cost-center']`; null for others. */
export function accessedBy(node: ASTNode): string[] | null {
  if (node.op === 'id') return [node.args];
  const name =
    node.op === '.' || node.op === '.?'
      ? node.args[1]
      : node.op === '[]' || node.op === '[?]'
        ? literalText(node.args[1])
        : null;
  const from = name === null || !Array.isArray(node.args) ? null : accessedBy(node.args[0] as ASTNode);
  return from && name !== null ? [...from, name] : null;
}

/** An access as it is written, such as `resource.region`, `tags["cost-center"]`. */
export const pathOf = ([first = '', ...names]: readonly string[]): string =>
  names.reduce((path, name) => path + (/^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`), first);

/** The facts that an expression names, each once, as accesses: `['resource', 'region']`, `['tags', 'owner']`, `['now']`. */
export function factsNamed(root: ASTNode): string[][] {
  const named = new Map<string, string[]>();
  const look = (node: ASTNode, bound: readonly string[]): void => {
    const access = accessedBy(node);
    if (access) {
      if (!bound.includes(access[0]!)) named.set(pathOf(access), access);
      return;
    }
    if (node.op === 'in') {
      const [key, of] = node.args;
      const text = literalText(key);
      if (text !== null && of.op === 'id' && !bound.includes(of.args)) {
        named.set(pathOf([of.args, text]), [of.args, text]);
        return;
      }
    }
    if (node.op === 'rcall' && isLoop(node)) {
      const [, receiver, [variable, ...inside]] = node.args;
      look(receiver, bound);
      for (const child of inside) look(child, variable?.op === 'id' ? [...bound, variable.args] : bound);
    } else for (const child of childrenOf(node)) look(child, bound);
  };
  look(root, []);
  return [...named.values()];
}
