import { compareDecimals, sumDecimals } from '../../platform/core/decimal.ts';
import type { Claim } from './types.ts';

/** A finding as far as it matters to which others it can be done together with. */
export interface Overlapping {
  /** Names it, the same in every run. */
  identity: string;
  claims: readonly Claim[];
  /** Saved a month, as decimal text; null when it can't be told. */
  saving: string | null;
  currency: string | null;
}

/** The best set of findings that can be done together. */
export interface BestSet {
  /** Those in it. No two of them conflict. */
  chosen: ReadonlySet<string>;
  /** For each finding those that can't be done together with it; none for most. */
  conflicts: ReadonlyMap<string, readonly string[]>;
  /**
   * How much more a month another set could save at most, by currency, where so many findings hang together that not all
   * sets were tried; empty where the set is known to be the best.
   */
  at_most_more: Readonly<Record<string, string>>;
}

/**
 * Up to so many findings that hang together, all sets that matter are tried: there are at most 3^(n/3) of them (Moon and
 * Moser, "On cliques in graphs", 1965), here some 59,000.
 */
const EXACT_UP_TO = 30;

interface Node {
  finding: Overlapping;
  weight: number;
  /** What it claims, as texts; who claims the same is in conflict. */
  cliques: readonly string[];
  neighbours: Set<Node>;
}

const EVERYTHING = 'all';
const keyOf = (resource_id: string, component: string): string => `${component} ${resource_id.toLowerCase()}`;

/** Who claims each component of a resource; whoever claims all of it claims each that anybody does. */
function claimants(findings: readonly Overlapping[]): Map<string, Set<number>> {
  const by_claim = new Map<string, Set<number>>();
  const everything = new Map<string, number[]>();
  for (const [index, { claims }] of findings.entries())
    for (const { resource_id, component } of claims) {
      const key = keyOf(resource_id, component);
      by_claim.set(key, (by_claim.get(key) ?? new Set()).add(index));
      if (component === EVERYTHING) everything.set(resource_id.toLowerCase(), [...(by_claim.get(key) ?? [])]);
    }
  for (const { claims } of findings)
    for (const { resource_id, component } of claims)
      for (const index of everything.get(resource_id.toLowerCase()) ?? [])
        by_claim.get(keyOf(resource_id, component))!.add(index);
  return by_claim;
}

function nodesOf(findings: readonly Overlapping[]): Node[] {
  const cliques = findings.map((): string[] => []);
  const by_claim = [...claimants(findings)].toSorted(([, one], [, other]) => other.size - one.size);
  for (const [claim, own] of by_claim) for (const index of own) cliques[index]!.push(claim);
  const nodes = findings.map(
    (finding, index): Node => ({
      finding,
      weight: Number(finding.saving ?? 0),
      cliques: cliques[index]!,
      neighbours: new Set(),
    }),
  );
  for (const [, own] of by_claim)
    for (const one of own) for (const other of own) if (one !== other) nodes[one]!.neighbours.add(nodes[other]!);
  return nodes;
}

/** The largest first; of equal ones by name, so that every run chooses the same. */
const byWeight = (a: Node, b: Node): number =>
  b.weight - a.weight || (a.finding.identity < b.finding.identity ? -1 : 1);

/** Nodes that hang together by conflicts among them, each group by itself, the largest first. */
function groupsOf(nodes: readonly Node[]): Node[][] {
  const left = new Set(nodes);
  const groups: Node[][] = [];
  for (const node of nodes) {
    if (!left.delete(node)) continue;
    const group = [node];
    for (const one of group) for (const other of one.neighbours) if (left.delete(other)) group.push(other);
    groups.push(group.toSorted(byWeight));
  }
  return groups;
}

/**
 * What a set of these nodes can weigh at most. Of those that claim the same only one can be in it: each that shares a claim
 * for which a heavier one is counted is not counted itself. `nodes` are ordered by weight.
 */
function boundOf(nodes: readonly Node[]): number {
  const covered = new Set<string>();
  let bound = 0;
  for (const { weight, cliques } of nodes) {
    if (cliques.some((claim) => covered.has(claim))) continue;
    bound += weight;
    // One claim for each that is counted, the one that most others share.
    if (cliques[0] !== undefined) covered.add(cliques[0]);
  }
  return bound;
}

/** Takes the largest that still fits, again and again. */
function greedy(nodes: readonly Node[]): Node[] {
  const taken: Node[] = [];
  const blocked = new Set<Node>();
  for (const node of nodes) {
    if (blocked.has(node)) continue;
    taken.push(node);
    for (const one of node.neighbours) blocked.add(one);
  }
  return taken;
}

/** The heaviest set without conflicts, by branch and bound; the first found of equal ones. */
function heaviest(nodes: readonly Node[]): Node[] {
  let best = greedy(nodes);
  let best_weight = weightOf(best);
  const search = (rest: readonly Node[], taken: readonly Node[], weight: number): void => {
    if (weight > best_weight) [best, best_weight] = [[...taken], weight];
    const [first, ...others] = rest;
    if (first === undefined || weight + boundOf(rest) <= best_weight) return;
    const apart = others.filter((node) => !first.neighbours.has(node));
    search(apart, [...taken, first], weight + first.weight);
    // Where it conflicts with nothing that is left, there is no reason to go without it.
    if (apart.length < others.length) search(others, taken, weight);
  };
  search(nodes, [], 0);
  return best;
}

const weightOf = (nodes: readonly Node[]): number => nodes.reduce((sum, { weight }) => sum + weight, 0);
const savingOf = (nodes: readonly Node[]): string => sumDecimals(nodes.map(({ finding }) => finding.saving!));

const isKnown = ({ finding: { saving, currency } }: Node): boolean =>
  saving !== null && currency !== null && compareDecimals(saving, '0') > 0;

/** Currencies by how many findings are in them: amounts in several can't be compared, so that the main one goes first. */
function currenciesOf(nodes: readonly Node[]): string[] {
  const counts = new Map<string, number>();
  for (const { finding } of nodes) counts.set(finding.currency!, (counts.get(finding.currency!) ?? 0) + 1);
  return [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([currency]) => currency);
}

/**
 * The set of findings without conflicts that saves most. Findings conflict when they claim the same component of a
 * resource, or one of them claims all of it. Those whose saving is unknown or nothing never push out one that saves
 * something, and those that cost more are left out.
 */
export function bestSet(findings: readonly Overlapping[]): BestSet {
  const nodes = nodesOf(findings);
  const known = nodes.filter(isKnown);
  const chosen = new Set<Node>();
  const fits = ({ neighbours }: Node): boolean => ![...neighbours].some((node) => chosen.has(node));
  const at_most_more: Record<string, string> = {};
  for (const currency of currenciesOf(known)) {
    const candidates = known.filter((node) => node.finding.currency === currency && fits(node));
    for (const group of groupsOf(candidates)) {
      const is_exact = group.length <= EXACT_UP_TO;
      const best = is_exact ? heaviest(group) : greedy(group);
      for (const node of best) chosen.add(node);
      const more = is_exact ? 0 : boundOf(group) - Number(savingOf(best));
      if (more > 0) at_most_more[currency] = sumDecimals([at_most_more[currency] ?? '0', more.toFixed(2)]);
    }
  }
  const others = nodes.filter(({ finding }) => finding.saving === null || compareDecimals(finding.saving, '0') >= 0);
  for (const node of others.toSorted(byWeight)) if (!chosen.has(node) && fits(node)) chosen.add(node);
  return {
    chosen: new Set([...chosen].map(({ finding }) => finding.identity)),
    conflicts: new Map(
      nodes.map(({ finding, neighbours }) => [
        finding.identity,
        [...neighbours].map((one) => one.finding.identity).toSorted(),
      ]),
    ),
    at_most_more,
  };
}
