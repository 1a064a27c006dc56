import { awsCostExplorerFormat } from './aws-cost-explorer.ts';
import { awsCur2Format } from './aws-cur2.ts';
import { azureCostDetailsFormat } from './azure-cost-details.ts';
import { azureCostQueryFormat } from './azure-cost-query.ts';
import { focusFormat } from './focus.ts';
import type { BillingFormat } from './format.ts';

/** Every format that is read, in the order they are tried. */
export const BILLING_FORMATS: readonly BillingFormat[] = [
  focusFormat,
  awsCur2Format,
  awsCostExplorerFormat,
  azureCostDetailsFormat,
  azureCostQueryFormat,
];
