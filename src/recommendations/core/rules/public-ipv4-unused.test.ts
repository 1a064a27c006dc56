import { expect, it } from 'vitest';
import { changeOf, daysAgo, describeCases, findingOf, PLACE } from '../../../../test/support/rule-cases.ts';
import {
  addressResource,
  type ElasticIp,
  type HoldingInterface,
} from '../../../connections/providers/aws/core/inventory/addresses.ts';
import { instanceResource } from '../../../connections/providers/aws/core/inventory/instances.ts';
import { publicIpv4Unused } from './public-ipv4-unused.ts';

interface Change {
  address?: Partial<ElasticIp>;
  holder?: HoldingInterface;
  /** Null is an instance that the inventory does not have. */
  instance?: { state: string; stopped?: number } | null;
  parameters?: Record<string, unknown>;
}
const stateOf = ({ state, stopped }: { state: string; stopped?: number }) => ({
  InstanceId: 'i-1',
  State: { Name: state },
  StateTransitionReason:
    stopped === undefined
      ? ''
      : `User initiated (${daysAgo(stopped).toISOString().slice(0, 19).replace('T', ' ')} GMT)`,
  Tags: [{ Key: 'Name', Value: 'build' }],
});
const situationOf = ({ address, holder, instance = { state: 'stopped', stopped: 14 }, parameters }: Change) => ({
  resource: addressResource(
    PLACE,
    {
      AllocationId: 'eipalloc-1',
      PublicIp: '203.0.113.7',
      PublicIpv4Pool: 'amazon',
      AssociationId: 'eipassoc-1',
      InstanceId: 'i-1',
      NetworkInterfaceId: 'eni-1',
      ...address,
    },
    holder,
  ),
  others: instance === null ? [] : [instanceResource(PLACE, stateOf(instance), undefined)],
  parameters,
});
const on_interface = { InstanceId: undefined };

describeCases<Change>(publicIpv4Unused, situationOf, {
  found: {
    'of an instance stopped for fourteen days': {},
    'of an instance stopped today, where that is enough': {
      instance: { state: 'stopped', stopped: 0 },
      parameters: { days: 0 },
    },
    'of an interface that waits': {
      address: on_interface,
      holder: { Status: 'available', InterfaceType: 'interface' },
    },
  },
  fine: {
    'of an instance that runs': [{ instance: { state: 'running', stopped: 20 } }, 'instance_status'],
    'of an instance stopped for thirteen days': [{ instance: { state: 'stopped', stopped: 13 } }, 'stopped_days'],
    'of an interface in use': [
      { address: on_interface, holder: { Status: 'in-use', InterfaceType: 'interface' } },
      'interface_status',
    ],
    'of a NAT gateway': [
      { address: on_interface, holder: { Status: 'in-use', InterfaceType: 'nat_gateway' } },
      'interface_status',
      'interface_type',
    ],
    'associated with nothing, which is another finding': [
      { address: { ...on_interface, AssociationId: undefined, NetworkInterfaceId: undefined } },
      'association',
    ],
    'held by a service': [{ address: { ServiceManaged: 'rnat' } }, 'service_managed'],
    'brought along by the customer': [{ address: { PublicIpv4Pool: 'ipv4pool-ec2-012345' } }, 'pool'],
    protected: [{ address: { Tags: [{ Key: 'finopsmind:protect', Value: 'true' }] } }, 'protected'],
  },
  unknown: {
    'an instance that is not in the inventory': [{ instance: null }, 'instance_status', 'stopped_days'],
    'an instance of which AWS does not tell since when': [{ instance: { state: 'stopped' } }, 'stopped_days'],
    'an interface that is not told': [{ address: on_interface }, 'interface_status', 'interface_type'],
  },
});

it('takes the address from the instance and gives it back', () => {
  expect(changeOf(publicIpv4Unused, situationOf({}))).toEqual({
    action: 'ec2.release_address',
    parameters: { allocation_id: 'eipalloc-1', public_ip: '203.0.113.7', association_id: 'eipassoc-1' },
  });
  const { reason, confidence, reversible } = findingOf(publicIpv4Unused, situationOf({}));
  expect(reason).toContain('build (i-1), which has been stopped for 14 days');
  expect(confidence.level).toBe('high');
  expect(reversible).toBe(false);
});
