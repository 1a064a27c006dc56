import type { CostRow } from '../../core/cost-query/answer.ts';
import { type CostCell, cellsOf, daysThatDiffer, isSharedPartition, partitions } from '../../core/cost-query/cells.ts';
import type { CostQuery, CostType, Dimension, Filter } from '../../core/cost-query/query.ts';

/** Cells of one type and month, by all of `dimensions`. */
export interface CellRequest {
  type: CostType;
  start: string;
  end: string;
  /** Those that the scope knows, from the one with the fewest values on. */
  dimensions: readonly Dimension[];
}

export type AskCosts = (query: CostQuery) => Promise<CostRow[]>;

/** Part of the rows: what it was narrowed to, what its days come to, and which dimensions are still to be told apart. */
interface Part {
  filters: Filter[];
  fixed: CostCell['values'];
  totals: CostRow[];
  open: readonly Dimension[];
}

/** The cells of a part of the month. */
export interface CellPart {
  fixed: CostCell['values'];
  totals: CostRow[];
  cells: CostCell[];
}

function checkSums({ type, start }: CellRequest, totals: CostRow[], details: CostRow[]): void {
  const [first, ...more] = daysThatDiffer(totals, details);
  if (first === undefined) return;
  throw new Error(
    `${type} of ${start.slice(0, 7)} does not add up on ${more.length + 1} days, since Azure left something out or restates it just now: ${first}.`,
  );
}

/** `part` as one part for each combination that the `chosen` dimensions have in `rows`. */
function narrowed(part: Part, rows: CostRow[], grouping: readonly Dimension[], chosen: readonly Dimension[]): Part[] {
  const indexes = chosen.map((dimension) => grouping.indexOf(dimension));
  const combinations = partitions(rows, indexes);
  return combinations.map((totals) => {
    const filters = chosen.map((dimension, i) => ({
      dimension,
      values: [...new Set(totals.map((row) => row.values[indexes[i]!]!))].toSorted(),
    }));
    return {
      // Narrowing to the only combination there is would change nothing.
      filters: combinations.length === 1 ? part.filters : [...part.filters, ...filters],
      fixed: { ...part.fixed, ...Object.fromEntries(filters.map(({ dimension, values }) => [dimension, values[0]])) },
      totals,
      open: part.open.filter((dimension) => !chosen.includes(dimension)),
    };
  });
}

const distinct = (rows: CostRow[], index: number): number => new Set(rows.map((row) => row.values[index])).size;

/** Two dimensions where two more can be had afterwards, else the one that makes for the fewest queries. */
function chooseSplit(rows: CostRow[], grouping: readonly Dimension[], open: number): readonly Dimension[] {
  if (open > 3) return grouping;
  return [distinct(rows, 0) <= distinct(rows, 1) ? grouping[0]! : grouping[1]!];
}

/** Azure may not take a filter for rows without a value; then their days stay whole, with what is not known left empty. */
const lacksValue = ({ filters }: Part): boolean => filters.some(({ values }) => values.includes(''));

async function readPart(
  request: CellRequest,
  ask: AskCosts,
  part: Part,
  known: readonly CellPart[],
): Promise<CellPart[]> {
  const { fixed, totals, open, filters } = part;
  const grouping = open.slice(0, 2);
  if (grouping.length === 0) return [{ fixed, totals, cells: cellsOf(totals, [], fixed) }];
  const shared = known.find((other) => isSharedPartition(part, other));
  if (shared) return [shared];
  const rows = await ask({ ...request, grouping, filters });
  if (lacksValue(part) && daysThatDiffer(totals, rows).length > 0)
    return [{ fixed, totals, cells: cellsOf(totals, [], fixed) }];
  checkSums(request, totals, rows);
  if (open.length <= 2) return [{ fixed, totals, cells: cellsOf(rows, grouping, fixed) }];
  const parts: CellPart[] = [];
  for (const one of narrowed(part, rows, grouping, chooseSplit(rows, grouping, open.length)))
    parts.push({
      fixed: one.fixed,
      totals: one.totals,
      cells: (await readPart(request, ask, one, known)).flatMap(({ cells }) => cells),
    });
  return parts;
}

/**
 * The cells of a month of one type, in the parts in which they were read. Azure groups by two dimensions at most, so a
 * query with the two coarsest shows which combinations there are, and each is asked for the rest. Whatever is asked must
 * come to what its parent said, day by day, and the first to the totals without grouping. Throws when it does not.
 * Parts of the other type (`known`) are taken as they are where they can not differ.
 */
export async function readCells(
  request: CellRequest,
  ask: AskCosts,
  known: readonly CellPart[] = [],
): Promise<CellPart[]> {
  const totals = await ask({ ...request, grouping: [], filters: [] });
  if (totals.length === 0) return [];
  return readPart(request, ask, { filters: [], fixed: {}, totals, open: request.dimensions }, known);
}
