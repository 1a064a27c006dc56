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
export const kubernetesTagOf = ({ tags }: InventoryResource): string | null =>
  Object.keys(tags).find((key) => KUBERNETES.some((prefix) => key.startsWith(prefix))) ?? null;

/** A risk where a stack of CloudFormation made the resource: it would miss it. */
export function stackRisks({ tags }: InventoryResource): Reason[] {
  const stack = tags['aws:cloudformation:stack-name'];
  return stack === undefined
    ? []
    : [['medium', `The CloudFormation stack ${stack} made it: change it in the template of the stack instead.`]];
}
