import type { AzureCall } from '../../../../connections/core/cloud-call.ts';
import { type Answers, type Condition, defineAction, type Inspection, type Step, type Subject } from '../../action.ts';
import {
  bodyOf,
  get,
  isBusy,
  isGone,
  isReady,
  nameOf,
  PASSING,
  pick,
  provisioningOf,
  put,
  RECORDS,
  tagsOf,
  textAt,
  valueAt,
} from './arm.ts';
import { condition, has, holds, inspected, lockCall, notLocked, notManaged, provisioned } from './inspection.ts';
import { removalStep, seenGone } from './removal.ts';

type Release = Subject<'azure.delete_public_ip'>;

const addressCall = (id: string): AzureCall => get('network', id);
const USERS = ['ipConfiguration', 'natGateway', 'linkedPublicIPAddress', 'servicePublicIPAddress'];
const userOf = (address: unknown): string | null =>
  USERS.map((name) => textAt(address, `properties.${name}.id`)).find((id) => id !== null) ?? null;

const isUnused = (address: unknown): Condition =>
  holds(
    'unused',
    'nothing uses it',
    userOf(address) === null,
    'It belongs to no interface, gateway or load balancer.',
    `It is used by ${userOf(address)}.`,
  );

function isLost(address: unknown): Condition {
  const ip = textAt(address, 'properties.ipAddress');
  const tell = condition('address', 'nobody needs the address');
  if (ip === null) return tell('met', 'It has no address just now.');
  return has(address, 'properties.publicIPPrefix.id')
    ? tell('warning', `${ip} goes back to its prefix ${nameOf(textAt(address, 'properties.publicIPPrefix.id')!)}.`)
    : tell(
        'warning',
        `${ip} is lost for good, and somebody else may get it: look for it in DNS, firewalls and allow lists first.`,
      );
}

function hasName(address: unknown): Condition {
  const fqdn =
    textAt(address, 'properties.dnsSettings.fqdn') ?? textAt(address, 'properties.dnsSettings.domainNameLabel');
  const tell = condition('dns_name', 'no name of DNS points to it');
  return fqdn === null
    ? tell('met', 'It has no DNS label.')
    : tell('warning', `Its DNS name ${fqdn} goes with it: whoever takes the label then gets what is sent there.`);
}

const inspect = (id: string, answers: Answers): Inspection =>
  inspected(answers, { gone_is_done: true }, (address) => {
    const facts = {
      ip_address: textAt(address, 'properties.ipAddress'),
      sku: textAt(address, 'sku.name'),
      allocation: textAt(address, 'properties.publicIPAllocationMethod'),
    };
    return {
      state: { ...facts, used_by: userOf(address) },
      before: facts,
      after: { ip_address: null, sku: null, allocation: null },
      conditions: [
        provisioned(address),
        isUnused(address),
        notManaged(address),
        notLocked(answers, id, 'delete'),
        isLost(address),
        hasName(address),
      ],
      dependents: [],
      is_done: false,
    };
  });

const LIKE_IT = ['publicIPAddressVersion', 'idleTimeoutInMinutes', 'ipTags', 'ddosSettings', 'deleteOption'];
const LABELS = ['domainNameLabel', 'domainNameLabelScope', 'reverseFqdn'];

/** One like it. Basic ones, and with them dynamic ones, can't be made any more (Microsoft, retired on 2025-09-30). */
function likeIt(address: unknown): AzureCall['body'] {
  const properties = valueAt(address, 'properties');
  const prefix = textAt(properties, 'publicIPPrefix.id');
  const labels = pick(valueAt(properties, 'dnsSettings'), LABELS);
  const tier = textAt(address, 'sku.tier') ?? 'Regional';
  return {
    location: textAt(address, 'location'),
    sku: { name: textAt(address, 'sku.name') === 'StandardV2' ? 'StandardV2' : 'Standard', tier },
    tags: tagsOf(address),
    ...pick(address, ['zones', 'extendedLocation']),
    properties: {
      ...pick(properties, LIKE_IT),
      publicIPAllocationMethod: 'Static',
      ...(Object.keys(labels).length === 0 ? {} : { dnsSettings: labels }),
      ...(prefix === null ? {} : { publicIPPrefix: { id: prefix } }),
    },
  } as AzureCall['body'];
}

function removal({ resource_id }: Release): Step {
  const look = addressCall(resource_id);
  return removalStep(
    { id: 'delete', title: 'Delete the public address', api: 'network', look },
    resource_id,
    (address) => {
      const user = userOf(address);
      return user === null
        ? { at: 'todo' }
        : { at: 'impossible', because: `The address is used by ${user} now, so it was not deleted.` };
    },
  );
}

const remake = ({ resource_id }: Release, before: Answers): Step => ({
  id: 'remake',
  title: 'Make a public address by the same name',
  look: addressCall(resource_id),
  judge: (answer) => {
    if (!answer.ok) return { at: 'todo' };
    if (isBusy(answer.body)) return { at: 'under_way', message: `It is ${provisioningOf(answer.body)}.` };
    return isReady(answer.body)
      ? { at: 'done' }
      : { at: 'impossible', because: 'Azure could not make the address: its provisioning has failed.' };
  },
  call: put('network', textAt(bodyOf(before['resource']), 'id') ?? resource_id, likeIt(bodyOf(before['resource']))),
  timeout_seconds: 900,
  passing_refusals: PASSING,
});

export const deletePublicIp = defineAction({
  action: 'azure.delete_public_ip',
  title: 'Delete a public IP address',
  cloud: 'azure',
  resource_types: ['microsoft.network/publicipaddresses'],
  destructive: true,
  interruption: null,
  reversibility: 'partial',
  undo_text:
    'One of the same name, zones, DNS label and tags is made, by the same id. It has another address: the old one does not come back. What was a basic or dynamic one becomes a standard, static one, since Azure makes no others any more. Roles and alerts that were set up on it do not come back.',
  undo_days: 30,
  permissions: {
    look: ['Microsoft.Network/publicIPAddresses/read', 'Microsoft.Authorization/locks/read'],
    change: ['Microsoft.Network/publicIPAddresses/delete', RECORDS.network],
    undo: [
      'Microsoft.Network/publicIPAddresses/write',
      'Microsoft.Network/publicIPPrefixes/join/action',
      RECORDS.network,
    ],
  },
  reads: ({ resource_id }) => ({ resource: addressCall(resource_id), locks: lockCall(resource_id) }),
  inspect: ({ resource_id }, answers) => inspect(resource_id, answers),
  steps: (subject) => [removal(subject)],
  verification: ({ resource_id }) => [seenGone('See that the address is gone', addressCall(resource_id))],
  undo: (subject, before) => (isGone(before['resource']) ? [] : [remake(subject, before)]),
});
