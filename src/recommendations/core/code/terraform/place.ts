import { attribute, attributes, block, Expression, type Item, type Value } from '../hcl.ts';
import type { CodeRequest } from '../types.ts';
import { CannotExpress } from './draft.ts';

/** Which provider configuration a resource needs. */
export interface Place {
  provider: 'aws' | 'azure';
  account_id: string;
  /** Of AWS; a configuration for Azure serves all regions of its subscription. */
  region: string | null;
}

/** The releases of the providers that the code was checked against. */
const PROVIDERS = {
  aws: { name: 'aws', source: 'hashicorp/aws', version: '~> 6.25' },
  azure: { name: 'azurerm', source: 'hashicorp/azurerm', version: '~> 4.55' },
} as const;

const ACCOUNT = { aws: /^\d{12}$/, azure: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i };
const REGION = { aws: /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, azure: /^[a-z0-9]+$/ };

/** Throws `CannotExpress` for an account or a region that is none, whoever said it. */
export function placeOf({ provider, account_id, region }: CodeRequest): Place {
  const where = provider === 'aws' ? 'AWS account' : 'Azure subscription';
  if (!ACCOUNT[provider].test(account_id)) throw new CannotExpress(`${JSON.stringify(account_id)} is no ${where}.`);
  if (region === null) throw new CannotExpress('Its region is not known, which Terraform needs.');
  if (!REGION[provider].test(region)) throw new CannotExpress(`${JSON.stringify(region)} is no region.`);
  return { provider, account_id, region: provider === 'aws' ? region : null };
}

/** The same for the same place. */
export const placeKey = ({ provider, account_id, region }: Place): string => [provider, account_id, region].join('/');

/** `aws.account_111111111111_eu_west_1`: how resources name the configuration of a place among several. */
const aliasOf = ({ account_id, region }: Place): string =>
  ['account', account_id, region ?? ''].join('_').replaceAll('-', '_').toLowerCase().replace(/_$/, '');

/** What a resource says of its provider; null where the place is the only one of its provider. */
export const providerReference = (place: Place, alone: boolean): Expression | null =>
  alone ? null : new Expression(`${PROVIDERS[place.provider].name}.${aliasOf(place)}`);

const ROLES = 'assume_role_arns';

function awsProvider({ account_id, region }: Place, alias: Record<string, Value>, accounts: number): Item {
  const role = new Expression(`contains(keys(var.${ROLES}), "${account_id}") ? [var.${ROLES}["${account_id}"]] : []`);
  return block(
    'provider',
    ['aws'],
    [
      ...attributes({ ...alias, region }),
      // Applied with the credentials of another account, it stops before it does anything.
      attribute('allowed_account_ids', [account_id]),
      ...(accounts < 2
        ? []
        : [
            block(
              'dynamic',
              ['assume_role'],
              [
                attribute('for_each', role),
                block('content', [], [attribute('role_arn', new Expression('assume_role.value'))]),
              ],
            ),
          ]),
    ],
  );
}

const azureProvider = ({ account_id }: Place, alias: Record<string, Value>): Item =>
  block(
    'provider',
    ['azurerm'],
    [
      ...attributes({ ...alias, subscription_id: account_id, resource_provider_registrations: 'none' }),
      block('features', [], []),
    ],
  );

const rolesVariable: Item = block(
  'variable',
  [ROLES],
  [
    attribute('description', 'Roles to be assumed, by account; an account without one is reached as you are'),
    attribute('type', new Expression('map(string)')),
    attribute('default', {}),
  ],
);

const countOf = (places: readonly Place[], provider: Place['provider']): number =>
  places.filter((place) => place.provider === provider).length;

/** Whether a provider has one configuration only, which needs no name then. */
export const isAlone = (places: readonly Place[], { provider }: Place): boolean => countOf(places, provider) === 1;

/** A configuration for every place; `places` are different ones. */
export function providerItems(places: readonly Place[]): Item[] {
  const accounts = new Set(places.filter(({ provider }) => provider === 'aws').map(({ account_id }) => account_id))
    .size;
  const items = places.map((place) => {
    const alias: Record<string, Value> = isAlone(places, place) ? {} : { alias: aliasOf(place) };
    return place.provider === 'aws' ? awsProvider(place, alias, accounts) : azureProvider(place, alias);
  });
  return accounts < 2 ? items : [rolesVariable, ...items];
}

/** `removed` blocks need Terraform 1.7, imports 1.5. */
export const versionItems = (places: readonly Place[], removes: boolean): Item[] => [
  block(
    'terraform',
    [],
    [
      attribute('required_version', removes ? '>= 1.7' : '>= 1.5'),
      block(
        'required_providers',
        [],
        (['aws', 'azure'] as const)
          .filter((provider) => countOf(places, provider) > 0)
          .map((provider) => {
            const { name, source, version } = PROVIDERS[provider];
            return attribute(name, { source, version });
          }),
      ),
    ],
  ),
];
