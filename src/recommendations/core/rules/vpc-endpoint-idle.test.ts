import { expect, it } from 'vitest';
import {
  changeOf,
  daysAgo,
  describeCases,
  findingOf,
  type Measured,
  PLACE,
} from '../../../../test/support/rule-cases.ts';
import {
  type VpcEndpoint,
  vpcEndpointResource,
} from '../../../connections/providers/aws/core/inventory/vpc-endpoints.ts';
import { vpcEndpointIdle } from './vpc-endpoint-idle.ts';

interface Change {
  endpoint?: Partial<VpcEndpoint>;
  use?: Measured;
  parameters?: Record<string, unknown>;
}
const situationOf = ({ endpoint, use = { processed_bytes: { total: 0 } }, parameters }: Change) => ({
  resource: vpcEndpointResource(PLACE, {
    VpcEndpointId: 'vpce-1',
    VpcEndpointType: 'Interface',
    VpcId: 'vpc-1',
    ServiceName: 'com.amazonaws.us-east-1.kms',
    State: 'available',
    SubnetIds: ['subnet-1', 'subnet-2'],
    PrivateDnsEnabled: true,
    RequesterManaged: false,
    CreationTimestamp: daysAgo(14),
    ...endpoint,
  }),
  use,
  parameters,
});
const total = (bytes: number): Measured => ({ processed_bytes: { total: [...Array(13).fill(0), bytes] } });

describeCases<Change>(vpcEndpointIdle, situationOf, {
  found: {
    'nothing in fourteen days': {},
    'less than 10 MB': { use: total(9_999_999) },
    'used for the last time fifteen days ago': {
      use: { processed_bytes: { total: [5e9, ...Array(14).fill(0)] } },
      endpoint: { CreationTimestamp: daysAgo(40) },
    },
  },
  fine: {
    '10 MB': [{ use: total(10_000_000) }, 'traffic'],
    'more than wanted': [{ use: total(1_000_000), parameters: { megabytes: 1 } }, 'traffic'],
    'thirteen days old': [{ endpoint: { CreationTimestamp: daysAgo(13) } }, 'age_days'],
    'a gateway endpoint, which is free': [{ endpoint: { VpcEndpointType: 'Gateway' } }, 'endpoint_type'],
    'kept by a service': [{ endpoint: { RequesterManaged: true } }, 'requester_managed'],
    'of GuardDuty, which is free of charge': [
      { endpoint: { ServiceName: 'com.amazonaws.us-east-1.guardduty-data' } },
      'requester_managed',
    ],
    'being made': [{ endpoint: { State: 'pending' } }, 'status'],
    protected: [{ endpoint: { Tags: [{ Key: 'finopsmind:protect', Value: 'true' }] } }, 'protected'],
  },
  unknown: {
    'nothing measured': [{ use: {} }, 'traffic'],
    'two days measured': [{ use: { processed_bytes: { total: [0, 0] } } }, 'traffic'],
    'who keeps it is not told': [{ endpoint: { RequesterManaged: undefined } }, 'requester_managed'],
    'no age': [{ endpoint: { CreationTimestamp: undefined } }, 'age_days'],
    'no type': [{ endpoint: { VpcEndpointType: undefined } }, 'endpoint_type'],
  },
});

it('deletes the endpoint, and says what it carried and where', () => {
  expect(changeOf(vpcEndpointIdle, situationOf({}))).toEqual({
    action: 'ec2.delete_vpc_endpoint',
    parameters: { vpc_endpoint_id: 'vpce-1' },
  });
  expect(findingOf(vpcEndpointIdle, situationOf({})).reason).toBe(
    'The endpoint for com.amazonaws.us-east-1.kms carried nothing in 14 days, and is charged for every hour in 2 zones.',
  );
  expect(findingOf(vpcEndpointIdle, situationOf({ use: total(2_000_000) })).reason).toContain('carried 2 MB');
});
