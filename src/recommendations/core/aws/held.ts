import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { PROTECT_TAG } from '../../../connections/providers/aws/core/setup/policies.ts';
import { holds } from '../checks.ts';
import type { Reason } from '../judging.ts';
import type { Check } from '../types.ts';

/** Holds unless somebody tagged the resource as protected; the policy for changes denies all changes of such. */
export const notProtected = ({ tags }: InventoryResource): Check =>
  holds(
    { check: 'protected', text: `tag ${PROTECT_TAG}` },
    tags[PROTECT_TAG] !== 'true',
    'not true: whoever set it wants to keep the resource',
    tags[PROTECT_TAG] ?? 'none',
  );

/** Tags that Kubernetes puts on what it makes: its own, and those of the controllers for load balancers and volumes. */
const KUBERNETES = [
  'kubernetes.io/',
  'elbv2.k8s.aws/',
  'ingress.k8s.aws/',
  'service.k8s.aws/',
  'ebs.csi.aws.com/',
  'eks:',
  'CSIVolume',
];

/** The tag that tells that Kubernetes manages the resource; null where there is none. */
export const kubernetesTagOf = ({ tags }: Pick<InventoryResource, 'tags'>): string | null =>
  Object.keys(tags).find((key) => KUBERNETES.some((prefix) => key.startsWith(prefix))) ?? null;

/**
 * Tags of services that make and remove what they tag: EMR, EC2 Fleet and Spot Fleet, Batch, ParallelCluster, Elastic
 * Disaster Recovery, Application Migration Service, and Citrix. What is theirs looks idle or left behind until they need it.
 */
const SERVICES: readonly (readonly [tag: RegExp, service: string])[] = [
  [/^aws:elasticmapreduce:/, 'Amazon EMR'],
  [/^aws:ec2:fleet-id$|^aws:ec2spot:fleet-request-id$/, 'a fleet of EC2'],
  [/^AWSBatchServiceTag$/, 'AWS Batch'],
  [/^parallelcluster:/, 'AWS ParallelCluster'],
  [/^AWS-?ElasticDisasterRecovery|^drs\.amazonaws\.com/i, 'AWS Elastic Disaster Recovery'],
  [/^AWSApplicationMigrationService/i, 'AWS Application Migration Service'],
  [/^Citrix/, 'Citrix'],
];

/** The service that manages a resource, as its tags say; null where they name none. Databricks tags clusters in accounts of others. */
export function serviceOf({ tags }: Pick<InventoryResource, 'tags'>): string | null {
  const keys = Object.keys(tags);
  const known = SERVICES.find(([tag]) => keys.some((key) => tag.test(key)));
  return known?.[1] ?? (tags['Vendor'] === 'Databricks' ? 'Databricks' : null);
}

/** Holds unless a service manages the resource. */
export const notOfService = (resource: InventoryResource): Check => {
  const service = serviceOf(resource);
  return holds(
    { check: 'service', text: 'service that manages it, as its tags say' },
    service === null,
    'none: a service makes and removes what is its own',
    service ?? 'none',
  );
};

/** A risk where a stack of CloudFormation made the resource: it would miss it. */
export function stackRisks({ tags }: InventoryResource): Reason[] {
  const stack = tags['aws:cloudformation:stack-name'];
  return stack === undefined
    ? []
    : [['medium', `The CloudFormation stack ${stack} made it: change it in the template of the stack instead.`]];
}
