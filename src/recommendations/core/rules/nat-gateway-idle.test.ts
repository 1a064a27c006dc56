import { expect, it } from 'vitest';
import {
  changeOf,
  daysAgo,
  describeCases,
  findingOf,
  type Measured,
  PLACE,
} from '../../../../test/support/rule-cases.ts';
import { type NatGateway, natGatewayResource } from '../../../connections/providers/aws/core/inventory/nat-gateways.ts';
import { natGatewayIdle } from './nat-gateway-idle.ts';

const IDLE: Measured = {
  active_connections: { maximum: 0 },
  network_in_bytes: { total: 0 },
  network_out_bytes: { total: 0 },
};

interface Change {
  gateway?: Partial<NatGateway>;
  use?: Measured;
  parameters?: Record<string, unknown>;
}
const situationOf = ({ gateway, use, parameters }: Change) => ({
  resource: natGatewayResource(PLACE, {
    NatGatewayId: 'nat-1',
    State: 'available',
    VpcId: 'vpc-1',
    SubnetId: 'subnet-1',
    ConnectivityType: 'public',
    CreateTime: daysAgo(14),
    ...gateway,
  }),
  use: { ...IDLE, ...use },
  parameters,
});
const last = (...values: number[]): number[] => [...Array(20).fill(0), ...values];

describeCases<Change>(natGatewayIdle, situationOf, {
  found: {
    'nothing in fourteen days': {},
    'used for the last time fifteen days ago': {
      use: { network_in_bytes: { total: [5_000_000, ...Array(14).fill(0)] } },
      gateway: { CreateTime: daysAgo(60) },
    },
    'as much as is allowed': {
      use: { active_connections: { maximum: 2 }, network_out_bytes: { total: last(1_000_000) } },
      parameters: { connections: 2, megabytes: 1 },
    },
  },
  fine: {
    'a connection': [{ use: { active_connections: { maximum: last(1) } } }, 'connections'],
    'a byte received': [{ use: { network_in_bytes: { total: last(1) } } }, 'traffic'],
    'a byte sent': [{ use: { network_out_bytes: { total: last(1, ...Array(13).fill(0)) } } }, 'traffic'],
    'more than is allowed': [
      { use: { network_out_bytes: { total: last(1_000_001) } }, parameters: { megabytes: 1 } },
      'traffic',
    ],
    'thirteen days old': [{ gateway: { CreateTime: daysAgo(13) } }, 'age_days'],
    'being deleted': [{ gateway: { State: 'deleting' } }, 'status'],
    protected: [{ gateway: { Tags: [{ Key: 'finopsmind:protect', Value: 'true' }] } }, 'protected'],
  },
  unknown: {
    'connections not measured': [{ use: { active_connections: { maximum: [] } } }, 'connections'],
    'traffic in one direction not measured': [{ use: { network_in_bytes: { total: [] } } }, 'traffic'],
    'nothing measured': [
      {
        use: {
          active_connections: { maximum: [] },
          network_in_bytes: { total: [] },
          network_out_bytes: { total: [] },
        },
      },
      'connections',
      'traffic',
    ],
    'twelve of fourteen days measured': [
      { use: { network_in_bytes: { total: [null, null, ...Array(12).fill(0)] } } },
      'traffic',
    ],
    'no age': [{ gateway: { CreateTime: undefined } }, 'age_days'],
  },
});

it('deletes the gateway, and is less sure where days are missing', () => {
  expect(changeOf(natGatewayIdle, situationOf({}))).toEqual({
    action: 'ec2.delete_nat_gateway',
    parameters: { nat_gateway_id: 'nat-1' },
  });
  expect(findingOf(natGatewayIdle, situationOf({})).confidence).toEqual({
    level: 'high',
    reasons: ['All 14 days were measured.'],
  });
  const risksOf = (ConnectivityType: string) =>
    findingOf(natGatewayIdle, situationOf({ gateway: { ConnectivityType } })).risk.reasons.join(' ');
  expect(risksOf('public')).toContain('Elastic IP stays');
  expect(risksOf('private')).not.toContain('Elastic IP');
  const missing = situationOf({ use: { network_in_bytes: { total: [null, ...Array(13).fill(0)] } } });
  expect(findingOf(natGatewayIdle, missing).confidence.level).toBe('medium');
});
