import { createHash } from 'node:crypto';
import type { ResourceBills } from '../../../costs/core/resource-bills.ts';
import type { BillLine } from '../../core/bill.ts';

interface Billed {
  /** The names under which bills may know it. */
  billed_as: readonly string[];
}

/** All lines of a resource under the names that bills may know it by. */
export const linesOf = ({ by_resource }: ResourceBills, billed_as: readonly string[]): readonly BillLine[] =>
  [...new Set(billed_as.map((name) => name.toLowerCase()))].flatMap((name) => by_resource.get(name) ?? []);

/** Texts that are others when what bills say of a resource is; empty where they say nothing. Made when first asked for. */
export class Digests {
  readonly #bills: ResourceBills;
  readonly #known = new Map<Billed, string>();

  constructor(bills: ResourceBills) {
    this.#bills = bills;
  }

  of(resource: Billed): string {
    const known = this.#known.get(resource);
    if (known !== undefined) return known;
    const lines = linesOf(this.#bills, resource.billed_as);
    const digest = lines.length === 0 ? '' : createHash('sha1').update(JSON.stringify(lines)).digest('base64');
    this.#known.set(resource, digest);
    return digest;
  }
}
