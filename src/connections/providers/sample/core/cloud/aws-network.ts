import { addressResource } from '../../../aws/core/inventory/addresses.ts';
import { loadBalancerResource } from '../../../aws/core/inventory/load-balancers.ts';
import { natGatewayResource } from '../../../aws/core/inventory/nat-gateways.ts';
import { vpcEndpointResource } from '../../../aws/core/inventory/vpc-endpoints.ts';
import { hexOf } from '../estate.ts';
import type { Resource } from '../resources.ts';
import { isBeside, namedTagsOf, placeOf, tagListOf } from './aws-place.ts';
import { privateAddress, publicAddress, shortId, subnetOf, vpcOf, zoneOf } from './network-ids.ts';
import { count, level, type Signals } from './signals.ts';
import { between, type CloudItem, found, itemOf, lastingOf, type World } from './world.ts';

const GB = 1e9;
const TARGETS = 2;
/** A capacity unit of a load balancer is a gigabyte an hour, or 25 new connections a second. */
const REQUESTS_PER_UNIT = 60_000;

interface Holder {
  item: CloudItem;
  kind: 'instance' | 'nat_gateway';
}

/** An address that `holder` has, or nobody. */
function addressItem(world: World, key: string, holder: Holder | null): CloudItem {
  const resource = world.estate(key);
  const interface_id = `eni-${hexOf(resource.number + 60_000)}`;
  const address = {
    AllocationId: shortId(resource.id),
    PublicIp: publicAddress(resource.number),
    Domain: 'vpc',
    NetworkBorderGroup: resource.region,
    PublicIpv4Pool: 'amazon',
    Tags: namedTagsOf(resource),
    ...(holder && {
      AssociationId: `eipassoc-${hexOf(resource.number)}`,
      NetworkInterfaceId: interface_id,
      NetworkInterfaceOwnerId: resource.account.id,
      PrivateIpAddress: privateAddress(resource.number),
    }),
    ...(holder?.kind === 'instance' && { InstanceId: shortId(holder.item.resource.resource_id) }),
  };
  const carrier = {
    NetworkInterfaceId: interface_id,
    Status: 'in-use',
    InterfaceType: holder?.kind === 'nat_gateway' ? 'nat_gateway' : 'interface',
  };
  const described = addressResource(placeOf(resource), address, holder ? carrier : undefined);
  // Interfaces are not collected, so that what stands behind this one is named instead.
  const attached_to = holder ? [holder.item.resource.resource_id] : [];
  return itemOf(
    resource,
    { ...described, attached_to },
    {
      truth: holder ? [] : found('eip-unassociated', 'It is associated with nothing, and billed as idle.'),
    },
  );
}

/** All Elastic IPs: three that nothing has, one of an instance, one of a NAT gateway. */
export function addressItems(world: World, instances: CloudItem[], gateways: CloudItem[]): CloudItem[] {
  const used = world.estate('address-used');
  const instance = instances.find(
    ({ resource, truth }) =>
      resource.account_id === used.account.id && resource.region === used.region && truth.length === 0,
  );
  const idle_gateway = world.estate('nat-idle-1');
  const gateway = gateways.find(({ resource }) => resource.resource_id === idle_gateway.id);
  return [
    ...['address-idle-1', 'address-idle-2', 'address-idle-3'].map((key) => addressItem(world, key, null)),
    addressItem(world, 'address-used', instance ? { item: instance, kind: 'instance' } : null),
    addressItem(world, 'address-of-nat', gateway ? { item: gateway, kind: 'nat_gateway' } : null),
  ];
}

const natSignals = (gigabytes: number): Signals => ({
  network_in_bytes: count(gigabytes * 0.8 * GB),
  network_out_bytes: count(gigabytes * 0.2 * GB),
  active_connections: gigabytes === 0 ? level(0, 0) : level(120 + gigabytes, 900 + gigabytes * 4),
  packets_dropped: count(0),
});

const NAT_REASONS = {
  'nat-gateway-idle': 'Nothing has gone through it for 30 days.',
  'nat-gateway-without-endpoint':
    'It processes more than 100 GB a month, and its network has no gateway endpoint for S3 or DynamoDB, which is free.',
};

/** A gateway that `gigabytes` go through on a day. */
function natItem(world: World, resource: Resource, gigabytes: number, truth: CloudItem['truth']): CloudItem {
  const gateway = {
    NatGatewayId: shortId(resource.id),
    State: 'available',
    VpcId: vpcOf(resource),
    SubnetId: subnetOf(resource),
    ConnectivityType: 'public',
    CreateTime: new Date(world.createdAt(resource)),
    NatGatewayAddresses: [
      {
        PublicIp: publicAddress(resource.number + 100),
        PrivateIp: privateAddress(resource.number),
        NetworkInterfaceId: `eni-${hexOf(resource.number)}`,
      },
    ],
    Tags: namedTagsOf(resource),
  };
  return itemOf(resource, natGatewayResource(placeOf(resource), gateway), { signals: natSignals(gigabytes), truth });
}

/** All NAT gateways, and the gateway endpoints of the networks where nothing is to be gained by one. */
export function natItems(world: World): { gateways: CloudItem[]; endpoints: CloudItem[] } {
  const busy = world.alive('ec2:natgateway/nat-');
  const idle = [world.estate('nat-idle-1'), world.estate('nat-idle-2')];
  const without = busy.filter((resource) => world.roleOf(resource) === 'nat-gateway-without-endpoint');
  const lacks = (resource: Resource) => without.some((one) => isBeside(one, resource));
  const networks = [...busy, ...idle].filter((one) => !lacks(one));
  const distinct = networks.filter((one, index) => networks.findIndex((other) => isBeside(one, other)) === index);
  const kind = 'nat-gateway-without-endpoint';
  return {
    gateways: [
      ...busy.map((one) => natItem(world, one, world.dailyUse(one), lacks(one) ? found(kind, NAT_REASONS[kind]) : [])),
      ...idle.map((one) => natItem(world, one, 0, found('nat-gateway-idle', NAT_REASONS['nat-gateway-idle']))),
    ],
    endpoints: distinct.flatMap((one) => [
      gatewayEndpoint(world, one, 's3', 0),
      gatewayEndpoint(world, one, 'dynamodb', 1),
    ]),
  };
}

/** A gateway endpoint: AWS takes nothing for it, so that no bill names it. */
function gatewayEndpoint(world: World, beside: Resource, service: string, index: number): CloudItem {
  const endpoint = {
    VpcEndpointId: `vpce-${hexOf(beside.number + 70_000 + index)}`,
    VpcEndpointType: 'Gateway',
    VpcId: vpcOf(beside),
    ServiceName: `com.amazonaws.${beside.region}.${service}`,
    State: 'available',
    RouteTableIds: [`rtb-${hexOf(beside.number)}`],
    PrivateDnsEnabled: false,
    RequesterManaged: false,
    CreationTimestamp: new Date(world.createdAt(beside)),
    Tags: [],
  };
  return itemOf(beside, vpcEndpointResource(placeOf(beside), endpoint));
}

function interfaceEndpoint(world: World, key: string, service: string, gigabytes: number): CloudItem {
  const resource = world.estate(key);
  const endpoint = {
    VpcEndpointId: shortId(resource.id),
    VpcEndpointType: 'Interface',
    VpcId: vpcOf(resource),
    ServiceName: `com.amazonaws.${resource.region}.${service}`,
    State: 'available',
    SubnetIds: [subnetOf(resource)],
    NetworkInterfaceIds: [`eni-${hexOf(resource.number)}`],
    PrivateDnsEnabled: true,
    RequesterManaged: false,
    CreationTimestamp: new Date(world.createdAt(resource)),
    Tags: namedTagsOf(resource),
  };
  return itemOf(resource, vpcEndpointResource(placeOf(resource), endpoint), {
    signals: { processed_bytes: count(gigabytes * GB) },
    truth: gigabytes === 0 ? found('vpc-endpoint-idle', 'It has carried nothing for 30 days.') : [],
  });
}

/** The interface endpoints, which are billed by the hour. */
export const interfaceEndpoints = (world: World): CloudItem[] => [
  interfaceEndpoint(world, 'endpoint-idle-1', 'secretsmanager', 0),
  interfaceEndpoint(world, 'endpoint-idle-2', 'kms', 0),
  interfaceEndpoint(world, 'endpoint-used', 'sqs', 42),
];

interface BalancerPlan {
  resource: Resource;
  /** Capacity units a day. */
  units: number;
  has_targets: boolean;
  truth: CloudItem['truth'];
}

/** A load balancer. Instances beside it are its targets; where there are none, addresses are. */
function balancerItem(world: World, plan: BalancerPlan, instances: CloudItem[]): CloudItem {
  const { resource, units, has_targets } = plan;
  const beside = lastingOf(
    instances.filter(
      (one) => one.resource.account_id === resource.account.id && one.resource.region === resource.region,
    ),
  );
  const first = Math.floor(between(0, Math.max(1, beside.length - TARGETS), resource.number, 41));
  const ids = beside.slice(first, first + TARGETS).map((one) => shortId(one.resource.resource_id));
  const addresses = Array.from({ length: TARGETS - ids.length }, (_, index) => privateAddress(resource.number + index));
  const targets = has_targets ? [...ids, ...addresses] : [];
  const arn = `arn:aws:elasticloadbalancing:${resource.region}:${resource.account.id}:targetgroup/${resource.name}/${hexOf(resource.number).slice(1)}`;
  const balancer = {
    LoadBalancerArn: resource.id,
    LoadBalancerName: resource.name,
    Type: 'application',
    Scheme: 'internet-facing',
    State: { Code: 'active' },
    VpcId: vpcOf(resource),
    DNSName: `${resource.name}.${resource.region}.elb.amazonaws.com`,
    IpAddressType: 'ipv4',
    CreatedTime: new Date(world.createdAt(resource)),
    AvailabilityZones: [{ ZoneName: zoneOf(resource) }],
  };
  const group = {
    group: { TargetGroupArn: arn, TargetGroupName: resource.name, TargetType: 'instance', Protocol: 'HTTP', Port: 80 },
    health: targets.map((Id) => ({ Target: { Id, Port: 80 }, TargetHealth: { State: 'healthy' } })),
  };
  const requests = units * REQUESTS_PER_UNIT;
  return itemOf(resource, loadBalancerResource(placeOf(resource), balancer, [group], tagListOf(resource)), {
    signals: {
      requests: count(requests),
      processed_bytes: count(units * 0.6 * GB),
      active_connections: count(requests * 0.4),
      new_connections: count(requests * 0.2),
    },
    truth: plan.truth,
  });
}

/** All load balancers; instances that run are their targets. */
export function balancerItems(world: World, instances: CloudItem[]): CloudItem[] {
  const running = instances.filter(({ resource }) => resource.status === 'running');
  const kind = 'load-balancer-idle';
  const plans: BalancerPlan[] = [
    ...world.alive('elasticloadbalancing:loadbalancer/app/').map((resource) => ({
      resource,
      units: world.dailyUse(resource),
      has_targets: true,
      truth: [],
    })),
    {
      resource: world.estate('balancer-without-targets'),
      units: 0,
      has_targets: false,
      truth: found(kind, 'It has no targets and no requests.'),
    },
    {
      resource: world.estate('balancer-without-requests'),
      units: 0,
      has_targets: true,
      truth: found(kind, 'Nobody has sent it a request for 30 days.'),
    },
  ];
  return plans.map((plan) => balancerItem(world, plan, running));
}
