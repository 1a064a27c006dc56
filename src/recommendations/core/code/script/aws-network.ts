import { read, until } from './aws-read.ts';
import type { ScriptOf, ScriptParts, Scripts } from './script.ts';

const releaseAddress: ScriptOf<'ec2.release_address'> = ({ allocation_id, public_ip, association_id }) => ({
  variables: { allocation_id, public_ip, association_id: association_id ?? 'None' },
  check: [
    ...read(
      'current',
      'aws ec2 describe-addresses --allocation-ids "$allocation_id" --query \'Addresses[0].AssociationId\' --output text',
      'InvalidAllocationID.NotFound',
      '$public_ip',
    ),
    '# A run before this one may have got as far as taking it from what it was associated with.',
    '[[ "$current" == "$association_id" || "$current" == None ]] || stop "$public_ip is associated otherwise now ($current)."',
    ...(association_id === null
      ? []
      : [
          'interface_id=$(aws ec2 describe-addresses --allocation-ids "$allocation_id" \\',
          "  --query 'Addresses[0].NetworkInterfaceId' --output text)",
        ]),
  ],
  change: [
    ...(association_id === null
      ? []
      : [
          'if [[ "$current" != None ]]; then',
          '  run aws ec2 disassociate-address --association-id "$association_id"',
          'fi',
        ]),
    'run aws ec2 release-address --allocation-id "$allocation_id"',
  ],
  undo: [
    'undo aws ec2 allocate-address --domain vpc --address "$public_ip"',
    'say "That works only as long as nobody else has it. It gets another allocation id."',
    ...(association_id === null
      ? []
      : [
          'say "Then: aws ec2 associate-address --network-interface-id $interface_id --allocation-id (the id that it prints)"',
        ]),
  ],
  permanent: 'The address is given back: AWS may hand it to somebody else at any time.',
});

const GATEWAY = 'aws ec2 describe-nat-gateways --nat-gateway-ids "$nat_gateway_id"';
const ROUTES = 'aws ec2 describe-route-tables --filters "Name=route.nat-gateway-id,Values=$nat_gateway_id"';

const deleteNatGateway: ScriptOf<'ec2.delete_nat_gateway'> = ({ nat_gateway_id }) => ({
  variables: { nat_gateway_id },
  check: [
    ...read(
      'state',
      `${GATEWAY} --query 'NatGateways[0].State' --output text`,
      'NatGatewayNotFound',
      '$nat_gateway_id',
    ),
    '[[ "$state" != deleted && "$state" != deleting ]] || finished "$nat_gateway_id is gone already."',
    '[[ "$state" == available || "$state" == failed ]] || stop "$nat_gateway_id is $state."',
    `routes=$(${ROUTES} \\`,
    "  --query 'RouteTables[].RouteTableId' --output text)",
    'echo "Route tables that lead to it, and would lead nowhere: ${routes:-none}"',
    `addresses=$(${GATEWAY} \\`,
    "  --query 'NatGateways[0].NatGatewayAddresses[].AllocationId' --output text)",
  ],
  backup: [
    `describe "$nat_gateway_id.json" ${GATEWAY} --output json`,
    `describe "$nat_gateway_id-routes.json" ${ROUTES} --output json`,
  ],
  change: ['run aws ec2 delete-nat-gateway --nat-gateway-id "$nat_gateway_id"'],
  verify: ['aws ec2 wait nat-gateway-deleted --nat-gateway-ids "$nat_gateway_id"'],
  undo: [
    'say "Make one as $nat_gateway_id.json describes it (aws ec2 create-nat-gateway)."',
    'say "Then let the routes of these tables lead to it, as $nat_gateway_id-routes.json shows them: ${routes:-none}"',
    'say "Its addresses stay yours, and are charged for, until they are released: ${addresses:-none}"',
  ],
});

const createEndpoints: ScriptOf<'ec2.create_gateway_endpoints'> = ({ vpc_id, services }, { region }) => ({
  variables: { vpc_id, services: services.join(' '), region: region ?? '' },
  check: [
    'read -r -a wanted <<< "$services"',
    'tables=$(aws ec2 describe-route-tables --filters "Name=vpc-id,Values=$vpc_id" \\',
    "  --query 'RouteTables[].RouteTableId' --output text | tr '\\n\\t' '  ')",
    'read -r -a route_tables <<< "$tables"',
    '[[ "${#route_tables[@]}" -gt 0 ]] || stop "$vpc_id has no route tables."',
    'missing=()',
    'for service in "${wanted[@]}"; do',
    '  there=$(aws ec2 describe-vpc-endpoints --filters "Name=vpc-id,Values=$vpc_id" \\',
    '    "Name=service-name,Values=com.amazonaws.$region.$service" "Name=vpc-endpoint-type,Values=Gateway" \\',
    "    --query \"VpcEndpoints[?State!='deleting' && State!='deleted'].VpcEndpointId\" --output text)",
    '  if [[ -n "$there" ]]; then',
    '    echo "$vpc_id has an endpoint of $service already: $there"',
    '  else',
    '    missing+=("$service")',
    '  fi',
    'done',
    '[[ "${#missing[@]}" -gt 0 ]] || finished "Nothing is left to do."',
  ],
  change: [
    'for service in "${missing[@]}"; do',
    '  run aws ec2 create-vpc-endpoint --vpc-id "$vpc_id" --vpc-endpoint-type Gateway \\',
    '    --service-name "com.amazonaws.$region.$service" --route-table-ids "${route_tables[@]}" \\',
    '    --query VpcEndpoint.VpcEndpointId --output text',
    'done',
  ],
  undo: ['say "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids (the ids that were printed)"'],
});

const ENDPOINT = 'aws ec2 describe-vpc-endpoints --vpc-endpoint-ids "$vpc_endpoint_id"';

const deleteEndpoint: ScriptOf<'ec2.delete_vpc_endpoint'> = ({ vpc_endpoint_id }) => ({
  variables: { vpc_endpoint_id },
  check: [
    ...read(
      'endpoint',
      `${ENDPOINT} --query 'VpcEndpoints[0].[VpcEndpointType, State]' --output text`,
      'InvalidVpcEndpointId.NotFound',
      '$vpc_endpoint_id',
    ),
    'read -r endpoint_type state <<< "$endpoint"',
    '[[ "$state" != [Dd]elet* ]] || finished "$vpc_endpoint_id is gone already."',
    '[[ "$endpoint_type" == Interface ]] || stop "$vpc_endpoint_id is of type $endpoint_type, not Interface."',
  ],
  backup: [`describe "$vpc_endpoint_id.json" ${ENDPOINT} --output json`],
  change: ['run aws ec2 delete-vpc-endpoints --vpc-endpoint-ids "$vpc_endpoint_id"'],
  verify: [
    '# The call itself succeeds even where AWS lists the endpoint as one that it did not delete.',
    ...until('"$state" == [Dd]eleted || "$state" == *InvalidVpcEndpointId.NotFound*', 10, [
      `state=$(${ENDPOINT} --query 'VpcEndpoints[0].State' --output text 2>&1) || true`,
    ]),
    '[[ "$state" == [Dd]elet* || "$state" == *InvalidVpcEndpointId.NotFound* ]] || stop "$vpc_endpoint_id is still there: $state"',
  ],
  undo: ['say "Make one as $vpc_endpoint_id.json describes it (aws ec2 create-vpc-endpoint)."'],
});

/** Scripts of addresses, gateways and endpoints of EC2. */
export const NETWORK_SCRIPTS = {
  'ec2.release_address': releaseAddress,
  'ec2.delete_nat_gateway': deleteNatGateway,
  'ec2.create_gateway_endpoints': createEndpoints,
  'ec2.delete_vpc_endpoint': deleteEndpoint,
} satisfies Partial<Scripts<'ec2'>>;

const classic = (load_balancer_name: string): ScriptParts => ({
  variables: { load_balancer_name },
  check: [
    ...read(
      'registered',
      'aws elb describe-load-balancers --load-balancer-names "$load_balancer_name" --output text \\\n' +
        "  --query 'LoadBalancerDescriptions[0].Instances[].InstanceId'",
      'LoadBalancerNotFound',
      '$load_balancer_name',
    ),
    'echo "Registered instances: ${registered:-none}"',
  ],
  backup: [
    'describe "$load_balancer_name.json" aws elb describe-load-balancers --load-balancer-names "$load_balancer_name" --output json',
    'describe "$load_balancer_name-attributes.json" aws elb describe-load-balancer-attributes --load-balancer-name "$load_balancer_name" --output json',
  ],
  change: ['run aws elb delete-load-balancer --load-balancer-name "$load_balancer_name"'],
  undo: ['say "Make one as $load_balancer_name.json describes it; its DNS name will be another."'],
  permanent: 'Its DNS name goes with it.',
});

const secondGeneration = (load_balancer_arn: string, load_balancer_name: string): ScriptParts => ({
  variables: { load_balancer_arn, load_balancer_name },
  check: [
    ...read(
      'state',
      'aws elbv2 describe-load-balancers --load-balancer-arns "$load_balancer_arn" --query \'LoadBalancers[0].State.Code\' --output text',
      'LoadBalancerNotFound',
      '$load_balancer_name',
    ),
    'protected=$(aws elbv2 describe-load-balancer-attributes --load-balancer-arn "$load_balancer_arn" \\',
    '  --query "Attributes[?Key==\'deletion_protection.enabled\'].Value | [0]" --output text)',
    '[[ "$protected" != true ]] || stop "$load_balancer_name is protected from deletion."',
  ],
  backup: [
    'describe "$load_balancer_name.json" aws elbv2 describe-load-balancers --load-balancer-arns "$load_balancer_arn" --output json',
    'describe "$load_balancer_name-attributes.json" aws elbv2 describe-load-balancer-attributes --load-balancer-arn "$load_balancer_arn" --output json',
    'describe "$load_balancer_name-listeners.json" aws elbv2 describe-listeners --load-balancer-arn "$load_balancer_arn" --output json',
    '# The rules of a listener go with it.',
    'listeners=$(aws elbv2 describe-listeners --load-balancer-arn "$load_balancer_arn" \\',
    "  --query 'Listeners[].ListenerArn' --output text)",
    'for listener in $listeners; do',
    '  describe "$load_balancer_name-rules-${listener##*/}.json" aws elbv2 describe-rules --listener-arn "$listener" --output json',
    'done',
  ],
  change: ['run aws elbv2 delete-load-balancer --load-balancer-arn "$load_balancer_arn"'],
  verify: ['aws elbv2 wait load-balancers-deleted --load-balancer-arns "$load_balancer_arn"'],
  undo: [
    'say "Make one as the files $load_balancer_name*.json describe it; its DNS name will be another."',
    'say "Its target groups are still there."',
  ],
  permanent: 'Its DNS name goes with it. Target groups and certificates stay.',
});

/** Scripts of load balancers. */
export const ELB_SCRIPTS: Scripts<'elb'> = {
  'elb.delete_load_balancer': ({ load_balancer_arn, load_balancer_name }) =>
    load_balancer_arn === null ? classic(load_balancer_name) : secondGeneration(load_balancer_arn, load_balancer_name),
};
