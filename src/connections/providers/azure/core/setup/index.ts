import type { SetupDocument } from '../../../../core/providers-contract.ts';
import { READ_ROLE, REMEDIATION_ROLE, roleDefinition, SUBSCRIPTION_PLACEHOLDER } from './roles.ts';
import { setupScript } from './script.ts';
import { setupTerraform } from './terraform.ts';

const PLACEHOLDER_SCOPE = `/subscriptions/${SUBSCRIPTION_PLACEHOLDER}`;

/**
 * What to copy when a subscription is prepared for being connected, made of the permissions that the product declares. The
 * script and the Terraform do everything; the roles are for those who do it by hand.
 */
export const azureSetupDocuments = (): SetupDocument[] => [
  {
    id: 'azure-cli',
    title: 'Azure CLI script',
    description:
      'Makes a service principal with the roles it needs on one subscription, and prints what to paste here. Run it in Cloud Shell or wherever Azure CLI is signed in as an owner of the subscription. With cost exports, give it the resource id of their container as EXPORT_CONTAINER_ID.',
    language: 'shell',
    file_name: 'finopsmind-azure.sh',
    text: setupScript(),
  },
  {
    id: 'azure-terraform',
    title: 'Terraform',
    description:
      'The same as the script, with the variable export_container_id for cost exports. The client secret is in the output client_secret.',
    language: 'hcl',
    file_name: 'finopsmind-azure.tf',
    text: setupTerraform(),
  },
  {
    id: 'azure-reader-role',
    title: 'Custom role to read',
    description: [
      `Everything that is read, and nothing else. Replace ${SUBSCRIPTION_PLACEHOLDER}, make the role with “az role definition create”, and give it to the application on the subscription. The built-in roles Reader and Cost Management Reader do as well.`,
      'For a management group, put /providers/Microsoft.Management/managementGroups/ and its id in place of the subscription, and give the role there.',
      'Cost exports take the built-in role Storage Blob Data Reader on their container besides, and reservations, which belong to the directory, Reservations Reader.',
    ].join(' '),
    language: 'json',
    file_name: 'finopsmind-reader-role.json',
    text: `${roleDefinition(READ_ROLE, PLACEHOLDER_SCOPE)}\n`,
  },
  {
    id: 'azure-remediation-role',
    title: 'Custom role to make changes',
    description: `Only needed when approved changes shall be made from here. Replace ${SUBSCRIPTION_PLACEHOLDER}, and give it to the application besides the role to read.`,
    language: 'json',
    file_name: 'finopsmind-remediation-role.json',
    text: `${roleDefinition(REMEDIATION_ROLE, PLACEHOLDER_SCOPE)}\n`,
  },
];
