import { createHash } from 'node:crypto';
import type { ResourceBills } from '../../../costs/core/resource-bills.ts';
import type { Costs } from '../../../costs/server/index.ts';
import type { RunContext } from '../../../jobs/server/index.ts';
import type { BillLine } from '../../core/bill.ts';
import type { Known } from './graph.ts';

/** All lines of a resource under the names that bills may know it by. */
export const linesOf = ({ by_resource }: ResourceBills, billed_as: readonly string[]): readonly BillLine[] =>
  [...new Set(billed_as.map((name) => name.toLowerCase()))].flatMap((name) => by_resource.get(name) ?? []);

/** A text that is another when the lines are; empty for none. */
export const digestOf = (lines: readonly BillLine[]): string =>
  lines.length === 0 ? '' : createHash('sha1').update(JSON.stringify(lines)).digest('base64');

/** Reads what the last 30 complete days of the bill say of resources: of all, or of those given. */
export const readBills = (
  context: Pick<RunContext, 'organization_id' | 'transaction'>,
  costs: Costs,
  resources: Iterable<Pick<Known, 'billed_as'>> | null = null,
): Promise<ResourceBills> =>
  costs.resourceBills(context, resources === null ? undefined : [...resources].flatMap(({ billed_as }) => billed_as));
