import { expect, it } from 'vitest';
import {
  changeOf,
  daysAgo,
  describeCases,
  findingOf,
  type Measured,
  PLACE,
  planOf,
} from '../../../../test/support/rule-cases.ts';
import { type NatGateway, natGatewayResource } from '../../../connections/providers/aws/core/inventory/nat-gateways.ts';
import {
  type VpcEndpoint,
  vpcEndpointResource,
} from '../../../connections/providers/aws/core/inventory/vpc-endpoints.ts';
import { natGatewayWithoutEndpoint } from './nat-gateway-without-endpoint.ts';

const GB = 1e9;

interface Change {
  gateway?: Partial<NatGateway>;
  endpoints?: Partial<VpcEndpoint>[];
  use?: Measured;
  parameters?: Record<string, unknown>;
}
const endpoint = (one: Partial<VpcEndpoint>, index: number) =>
  vpcEndpointResource(PLACE, {
    VpcEndpointId: `vpce-${index}`,
    VpcEndpointType: 'Gateway',
    VpcId: 'vpc-1',
    ServiceName: 'com.amazonaws.us-east-1.s3',
    State: 'available',
    ...one,
  });
const situationOf = ({ gateway, endpoints = [], use, parameters }: Change) => ({
  resource: natGatewayResource(PLACE, {
    NatGatewayId: 'nat-1',
    State: 'available',
    VpcId: 'vpc-1',
    ConnectivityType: 'public',
    CreateTime: daysAgo(200),
    ...gateway,
  }),
  others: endpoints.map(endpoint),
  use: { network_in_bytes: { total: 3 * GB }, network_out_bytes: { total: 0.5 * GB }, ...use },
  parameters,
});
const total = (bytes: number): Measured => ({
  network_in_bytes: { total: [...Array(29).fill(0), bytes] },
  network_out_bytes: { total: 0 },
});

describeCases<Change>(natGatewayWithoutEndpoint, situationOf, {
  found: {
    'no endpoint': {},
    'a byte above 100 GB': { use: total(100 * GB + 1) },
    'enough in the days that are known': {
      use: { network_in_bytes: { total: [120 * GB] }, network_out_bytes: { total: [] } },
    },
    'an endpoint for S3 of another network': { endpoints: [{ VpcId: 'vpc-2' }] },
    'an endpoint for S3 that is gone': { endpoints: [{ State: 'deleted' }] },
    'an interface endpoint for S3': { endpoints: [{ VpcEndpointType: 'Interface' }] },
    'an endpoint for DynamoDB alone': { endpoints: [{ ServiceName: 'com.amazonaws.us-east-1.dynamodb' }] },
  },
  fine: {
    'an endpoint for S3': [{ endpoints: [{}] }, 's3_endpoint'],
    '100 GB': [{ use: total(100 * GB) }, 'traffic'],
    private: [{ gateway: { ConnectivityType: 'private' } }, 'connectivity'],
    'being deleted': [{ gateway: { State: 'deleting' } }, 'status'],
    protected: [{ gateway: { Tags: [{ Key: 'finopsmind:protect', Value: 'true' }] } }, 'protected'],
  },
  unknown: {
    'nothing measured': [{ use: { network_in_bytes: { total: [] }, network_out_bytes: { total: [] } } }, 'traffic'],
    'too little in the days that are known': [{ use: { network_in_bytes: { total: [2 * GB] } } }, 'traffic'],
    'no network': [{ gateway: { VpcId: undefined } }, 's3_endpoint'],
    'no connectivity': [{ gateway: { ConnectivityType: undefined } }, 'connectivity'],
  },
});

it('makes the endpoints that are missing, and does not make up what they save', () => {
  expect(changeOf(natGatewayWithoutEndpoint, situationOf({}))).toEqual({
    action: 'ec2.create_gateway_endpoints',
    parameters: { vpc_id: 'vpc-1', services: ['s3', 'dynamodb'] },
  });
  const beside = situationOf({ endpoints: [{ ServiceName: 'com.amazonaws.us-east-1.dynamodb' }] });
  expect(changeOf(natGatewayWithoutEndpoint, beside).parameters).toMatchObject({ services: ['s3'] });
  expect(planOf(natGatewayWithoutEndpoint, situationOf({}))).toEqual([
    {
      kind: 'unknown',
      because: expect.stringContaining('How much of the 105 GB goes to S3 and DynamoDB is not measured'),
    },
  ]);
  expect(findingOf(natGatewayWithoutEndpoint, situationOf({})).reason).toContain('105 GB went through');
});

it('is told once for all gateways of a network: the others are alternatives', () => {
  const claimsOf = (NatGatewayId: string, VpcId = 'vpc-1') =>
    findingOf(natGatewayWithoutEndpoint, situationOf({ gateway: { NatGatewayId, VpcId } })).claims.map(
      ({ resource_id, component }) => `${resource_id} ${component}`,
    );
  const shared = claimsOf('nat-1').filter((claim) => claimsOf('nat-2').includes(claim));
  expect(shared).toHaveLength(1);
  expect(claimsOf('nat-3', 'vpc-2')).not.toContain(shared[0]);
});
