import { attribute, attributes, block, Expression, type Item } from '../hcl.ts';
import { CannotExpress, type DataSource, type Source } from './draft.ts';
import { made, removed, type Writers } from './writer.ts';

/** Route tables of a VPC; those that lead to a NAT gateway only, where one of them is what it is about. */
function routeTables(source: Source, vpc_id: string): DataSource {
  const through: Item[] =
    source.request.resource_type === 'AWS::EC2::NatGateway'
      ? [block('filter', [], [attribute('name', 'route.nat-gateway-id'), attribute('values', ['nat-*'])])]
      : [];
  return { type: 'aws_route_tables', label: source.label, body: [attribute('vpc_id', vpc_id), ...through] };
}

interface Listener {
  protocol: string | null;
  port: number | null;
  instance_protocol: string | null;
  instance_port: number | null;
}

function listenerBlocks(source: Source): Item[] {
  const listeners = (source.list('listeners') ?? []) as unknown as Listener[];
  if (listeners.length === 0)
    throw new CannotExpress(
      `The inventory knows no listener of ${source.request.resource_id}, and Terraform has no load balancer without one.`,
    );
  return listeners.map(({ protocol, port, instance_protocol, instance_port }) =>
    block('listener', [], attributes({ lb_port: port, lb_protocol: protocol, instance_port, instance_protocol })),
  );
}

const BALANCER_NOTES = [
  'Names in DNS that point to it lead nowhere then. Its target groups stay.',
  'If deletion protection is on, AWS refuses the second step: switch it off first, if nobody needs it.',
];

/** Addresses, gateways, endpoints and load balancers. */
export const awsNetwork: Writers<
  | 'ec2.release_address'
  | 'ec2.delete_nat_gateway'
  | 'ec2.create_gateway_endpoints'
  | 'ec2.delete_vpc_endpoint'
  | 'elb.delete_load_balancer'
> = {
  'ec2.release_address': ({ allocation_id, association_id }, source) => ({
    resources: [removed(source, { type: 'aws_eip', import_id: allocation_id, keeps: { domain: 'vpc' } })],
    notes: [
      'A released address belongs to somebody else soon: look for it in DNS, firewalls and allow lists of partners before.',
      ...(association_id === null
        ? []
        : ['It is associated: Terraform takes it off what it is on before it releases it.']),
    ],
    undo: 'There is none for sure: AWS gives a released address back only as long as nobody else has it.',
  }),
  'ec2.delete_nat_gateway': ({ nat_gateway_id }, source) => ({
    resources: [
      removed(source, {
        type: 'aws_nat_gateway',
        import_id: nat_gateway_id,
        keeps: { subnet_id: source.needText('subnet_id'), connectivity_type: source.text('connectivity_type') },
      }),
    ],
    notes: [
      'Routes that lead to it lead nowhere then: take them out, or give them another way, before the second step.',
      'Its Elastic IPs stay, and are charged for until they are released.',
    ],
    undo: 'Make a NAT gateway in the same subnet with the same Elastic IP, and lead the routes to it; its id is a new one.',
  }),
  'ec2.create_gateway_endpoints': ({ vpc_id, services }, source) => ({
    data: [routeTables(source, vpc_id)],
    resources: services.map((service) =>
      made(source, {
        type: 'aws_vpc_endpoint',
        label: `${source.label}__${service}`,
        identity: `${vpc_id} ${service}`,
        keeps: {
          vpc_id,
          service_name: `com.amazonaws.${source.region()}.${service}`,
          vpc_endpoint_type: 'Gateway',
          route_table_ids: new Expression(`data.aws_route_tables.${source.label}.ids`),
        },
      }),
    ),
    notes: [
      'Gateway endpoints cost nothing. Open connections to the service break once when the routes change.',
      'Bucket and table policies that name the public address of the NAT gateway (aws:SourceIp) do not fit requests through an endpoint: name the VPC or the endpoint instead.',
    ],
    undo: 'Run terraform destroy: traffic takes the NAT gateway again.',
  }),
  'ec2.delete_vpc_endpoint': ({ vpc_endpoint_id }, source) => ({
    resources: [
      removed(source, {
        type: 'aws_vpc_endpoint',
        import_id: vpc_endpoint_id,
        keeps: {
          vpc_id: source.needText('vpc_id'),
          service_name: source.needText('service_name'),
          vpc_endpoint_type: source.text('endpoint_type'),
        },
      }),
    ],
    notes: [
      'Private names of the service lead to its public addresses then: what has no other way to them can no longer reach it.',
    ],
    undo: 'Make an endpoint for the same service in the same subnets, with its security groups and policy; note them before.',
  }),
  'elb.delete_load_balancer': ({ load_balancer_arn: arn, load_balancer_name: name }, source) => {
    const type = arn === null ? 'aws_elb' : 'aws_lb';
    // Terraform asks for its subnets, which the inventory does not know.
    const subnets = new Expression(`data.${type}.${source.label}.subnets`);
    return {
      data: [{ type, label: source.label, body: attributes(arn === null ? { name } : { arn }) }],
      resources: [
        arn === null
          ? removed(source, {
              type,
              import_id: name,
              keeps: { name, subnets },
              blocks: listenerBlocks(source),
            })
          : removed(source, {
              type,
              import_id: arn,
              keeps: { name, load_balancer_type: source.text('load_balancer_type'), subnets },
            }),
      ],
      notes: arn === null ? BALANCER_NOTES.slice(0, 1) : BALANCER_NOTES,
      undo: 'Make it anew with its listeners, rules and certificates; its DNS name is a new one. Note them before.',
    };
  },
};
