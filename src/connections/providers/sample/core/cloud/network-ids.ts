import { SUB_ACCOUNTS } from '../catalogue.ts';
import { hexOf } from '../estate.ts';
import type { Resource } from '../resources.ts';

/** Far from the numbers of resources. */
const FIRST_NETWORK = 900_000;
const ZONES = 3;

const networkNumber = ({ account, region }: Pick<Resource, 'account' | 'region'>): number =>
  FIRST_NETWORK + SUB_ACCOUNTS.indexOf(account) * 100 + account.regions.indexOf(region) * 10;

/** The one network of an account in a region, as AWS names it. */
export const vpcOf = (place: Pick<Resource, 'account' | 'region'>): string => `vpc-${hexOf(networkNumber(place))}`;

/** The zone in which a resource is billed, and its subnet there. */
export const zoneOf = ({ region, number }: Resource): string => `${region}${'abc'[number % ZONES]}`;
export const subnetOf = (resource: Resource): string =>
  `subnet-${hexOf(networkNumber(resource) + 1 + (resource.number % ZONES))}`;

/** The last part of an ARN, such as `i-0…`. */
export const shortId = (arn: string): string => arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);

/** An address of the ranges that are kept for documentation, so that it is nobody's. */
export const publicAddress = (number: number): string => `203.0.113.${number % 254}`;
export const privateAddress = (number: number): string => `10.${number % 16}.${(number >> 4) % 256}.${number % 250}`;
