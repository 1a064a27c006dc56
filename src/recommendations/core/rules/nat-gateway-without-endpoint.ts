import { z } from 'zod';
import { GB, sizeText } from '../aws/figures.ts';
import { notProtected, stackRisks } from '../aws/held.ts';
import { above, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, riskOf } from '../judging.ts';
import { nameOf, textOf } from '../reading.ts';
import { defineRule, type Seen, type Subject } from '../rule.ts';
import type { Use } from '../use.ts';

const SERVICES = ['s3', 'dynamodb'] as const;
/** States in which an endpoint is not there (any more). */
const GONE = ['deleting', 'deleted', 'failed', 'rejected', 'expired'];

/** The services that have a gateway endpoint among `endpoints`. */
const servedBy = (endpoints: readonly Seen[]): (typeof SERVICES)[number][] =>
  SERVICES.filter((service) =>
    endpoints.some(
      ({ resource }) =>
        textOf(resource, 'endpoint_type') === 'Gateway' &&
        textOf(resource, 'service_name')?.endsWith(`.${service}`) &&
        !GONE.includes(resource.status?.toLowerCase() ?? ''),
    ),
  );

interface Traffic {
  bytes: number;
  complete: boolean;
}

/** Traffic in both directions of the days that are known, which is the least there was. */
function trafficOf(use: Use, days: number): Traffic | null {
  const windows = (['network_in_bytes', 'network_out_bytes'] as const).map((metric) =>
    use.window(metric, 'total', days),
  );
  const known = windows.filter((window) => window !== null);
  if (known.length === 0) return null;
  return {
    bytes: known.reduce((sum, window) => sum + window.sum, 0),
    complete: windows.every((window) => window?.known_days === days),
  };
}

/** By list prices, what each GB costs that goes through a gateway; empty where they are not known. */
function priceText({ resource, prices }: Subject): string {
  const price = prices.find({ provider: 'aws', service: 'nat-gateway', region: resource.region ?? '', sku: 'gib' });
  return price === null ? '' : ` (${price.price} US dollars by list price)`;
}

export const natGatewayWithoutEndpoint = defineRule({
  id: 'nat-gateway-without-endpoint',
  title: 'NAT gateways where a gateway endpoint would serve',
  description: 'NAT gateways with much traffic in networks that reach S3 and DynamoDB through them only.',
  type: 'network',
  provider: 'aws',
  resource_types: ['AWS::EC2::NatGateway'],
  metrics: ['network_in_bytes', 'network_out_bytes'],
  relations: [{ path: 'same_vpc', resource_type: 'AWS::EC2::VPCEndpoint', metrics: [] }],
  parameters: z.strictObject({
    days: z.number().int().min(7).max(30).default(30).describe('Days that are looked at'),
    gigabytes: z.number().min(1).default(100).describe('Traffic in both directions over those days, above (GB)'),
  }),
  sources: [
    'Amazon VPC User Guide, gateway endpoints: for S3 and DynamoDB, without charge',
    'Amazon VPC User Guide, pricing for NAT gateways: use a gateway endpoint for most traffic to S3 and DynamoDB',
  ],
  evaluate: (subject) => {
    const { resource, use, parameters } = subject;
    const { days, gigabytes } = parameters;
    const vpc_id = textOf(resource, 'vpc_id');
    const served = servedBy(subject.related(0));
    const traffic = trafficOf(use, days);
    // Days that are not known could only add to it: with them missing, too little is not known to be too little.
    const enough = traffic && (traffic.complete || traffic.bytes > gigabytes * GB);
    const checks = [
      isOneOf({ check: 'status', text: 'state of the gateway' }, resource.status, ['available']),
      isOneOf({ check: 'connectivity', text: 'connectivity' }, textOf(resource, 'connectivity_type'), ['public']),
      above(
        { check: 'traffic', text: `traffic in both directions in ${days} days`, unit: 'GB' },
        enough ? traffic.bytes / GB : null,
        gigabytes,
      ),
      holds(
        { check: 's3_endpoint', text: 'gateway endpoint for S3 in its network' },
        vpc_id === null ? null : !served.includes('s3'),
        'none',
        vpc_id === null ? null : served.includes('s3') ? 'there' : 'none',
      ),
      notProtected(resource),
    ];
    return decide(checks, () => {
      const services = SERVICES.filter((service) => !served.includes(service));
      const names = services.map((service) => (service === 's3' ? 'S3' : 'DynamoDB')).join(' and ');
      const plural = services.length === 1 ? 'a gateway endpoint' : 'gateway endpoints';
      return {
        title: `Give ${vpc_id} ${plural} for ${names}, beside the NAT gateway ${nameOf(resource)}`,
        reason: `${sizeText(traffic!.bytes)} went through the gateway in ${days} days, and every GB is charged for${priceText(subject)}; what goes to ${names} would go through ${plural} without charge.`,
        change: { action: 'ec2.create_gateway_endpoints', parameters: { vpc_id: vpc_id!, services } },
        current: { vpc_id, gateway_endpoints: served.join(', ') || 'none' },
        proposed: { gateway_endpoints: [...served, ...services].join(', ') },
        saving: [
          {
            kind: 'unknown',
            because: `How much of the ${sizeText(traffic!.bytes)} goes to ${names} is not measured: flow logs of the network tell.`,
          },
        ],
        // Other gateways of the network would have the same endpoints made: they are alternatives.
        claims: [
          { resource_id: resource.resource_id, component: 'transfer' },
          { resource_id: vpc_id!, component: 'transfer' },
        ],
        confidence: confidenceOf(['medium', `Its traffic is measured, but not whether it goes to ${names}.`]),
        risk: riskOf(
          [
            'low',
            'Connections to these services that are open when routes change are broken once. Policies that name the public addresses of the gateway have to name the network or the endpoint instead.',
          ],
          ...stackRisks(resource),
        ),
        effort: 'low',
        restart_needed: false,
        reversible: true,
        evidence: [
          { metric: 'network_in_bytes', statistic: 'total', limit: null },
          { metric: 'network_out_bytes', statistic: 'total', limit: null },
        ],
      };
    });
  },
});
