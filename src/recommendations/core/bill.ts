/** Charges of one resource that are of one kind, over the days of the bill that are looked at. */
export type { ResourceBillLine as BillLine } from '../../costs/core/resource-bills.ts';
