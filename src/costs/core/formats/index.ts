import { focusFormat } from './focus.ts';
import type { BillingFormat } from './format.ts';

/** Every format that is read, in the order they are tried. */
export const BILLING_FORMATS: readonly BillingFormat[] = [focusFormat];
