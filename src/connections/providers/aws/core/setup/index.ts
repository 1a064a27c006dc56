import type { SetupDocument } from '../../../../core/providers-contract.ts';
import { externalIdForChanges } from '../credentials.ts';
import { changeCloudFormation, cloudFormation, type Trust } from './cloudformation.ts';
import { exportPolicy, type Policy, PROTECT_TAG, readPolicies, remediationPolicy } from './policies.ts';
import { shellCommands } from './shell.ts';
import { changeTerraform, terraform } from './terraform.ts';

const jsonOf = (policy: Policy): string => `${JSON.stringify(policy, null, 2)}\n`;
const YOUR_BUCKET = 'YOUR-EXPORT-BUCKET';
/** What AWS takes as an external id; nothing in it means anything to YAML, HCL or a shell inside quotes. */
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;
const PRINCIPAL = /^arn:aws[a-z-]*:iam::\d{12}:(root|(user|role)\/[\w+=,.@/-]+)$/;

function roleDocuments(policies: Policy[], trust: Trust): SetupDocument[] {
  const trusted =
    trust.trusted_account_arn === null
      ? 'The role trusts this account itself, so give access keys of one of its users (who may call sts:AssumeRole) together with the role and the external id.'
      : `The role trusts ${trust.trusted_account_arn}, and only together with the external id of your organization.`;
  return [
    {
      id: 'aws-cloudformation',
      title: 'Role by CloudFormation',
      description: `Create a stack from this template in the account to connect (it asks to acknowledge that it makes a named role), then give the ARN in its outputs. ${trusted}`,
      language: 'yaml',
      file_name: 'finopsmind-read-role.yaml',
      text: cloudFormation(policies, trust),
    },
    {
      id: 'aws-terraform',
      title: 'Role by Terraform',
      description: `Add this file to the configuration of the account to connect, apply it, then give the ARN in its outputs. ${trusted}`,
      language: 'hcl',
      file_name: 'finopsmind-read-role.tf',
      text: terraform(policies, trust),
    },
  ];
}

function policyDocuments(policies: Policy[]): SetupDocument[] {
  const reading = policies.map((policy, index): SetupDocument => {
    const part = policies.length > 1 ? ` ${index + 1} of ${policies.length}` : '';
    return {
      id: `aws-read-policy${policies.length > 1 ? `-${index + 1}` : ''}`,
      title: `Policy for reading${part}`,
      description:
        'Everything that reading costs, inventory, metrics and recommendations needs, and nothing that changes. Attach it to the role or user.',
      language: 'json',
      file_name: `finopsmind-read-policy${policies.length > 1 ? `-${index + 1}` : ''}.json`,
      text: jsonOf(policy),
    };
  });
  return [
    ...reading,
    {
      id: 'aws-export-policy',
      title: 'Policy for billing exports',
      description: `Only where billing exports (FOCUS, CUR 2.0) are read: put the name of their bucket in place of ${YOUR_BUCKET} and attach it as well.`,
      language: 'json',
      file_name: 'finopsmind-export-policy.json',
      text: jsonOf(exportPolicy(YOUR_BUCKET)),
    },
  ];
}

const PROTECTION = `It never lets anything be changed that is tagged ${PROTECT_TAG} with any value but false. S3 tells IAM the tags of a bucket only where attribute-based access control is switched on for it; FinOpsMind itself looks at the tags of everything before it changes it. To keep changes to some regions, add the condition aws:RequestedRegion to the statement Change.`;

function changeDocuments(policy: Policy, trust: Trust): SetupDocument[] {
  const asked = { ...trust, external_id: externalIdForChanges(trust.external_id) };
  const trusted =
    trust.trusted_account_arn === null
      ? 'It trusts this account itself: the identity of the connection has to be allowed sts:AssumeRole on it.'
      : `It trusts ${trust.trusted_account_arn}, unless another principal is named, as for access keys.`;
  const purpose = `Only where approved changes are carried out from here. The role is apart from the one for reading, has an external id of its own, and is assumed only while a change is looked at or carried out, with no more rights than that change takes. ${trusted}`;
  return [
    {
      id: 'aws-changes-cloudformation',
      title: 'Role for changes by CloudFormation',
      description: `${purpose} Create a stack from this template, then give the ARN in its outputs as role for changes. ${PROTECTION}`,
      language: 'yaml',
      file_name: 'finopsmind-change-role.yaml',
      text: changeCloudFormation([policy], asked),
    },
    {
      id: 'aws-changes-terraform',
      title: 'Role for changes by Terraform',
      description: `${purpose} Add this file to the configuration of the account, apply it, then give the ARN in its outputs as role for changes. ${PROTECTION}`,
      language: 'hcl',
      file_name: 'finopsmind-change-role.tf',
      text: changeTerraform([policy], asked),
    },
    {
      id: 'aws-remediation-policy',
      title: 'Policy for changes',
      description: `The policy of that role alone, for a role that is made by hand: its trust policy has to ask for the external id ${asked.external_id}. ${PROTECTION}`,
      language: 'json',
      file_name: 'finopsmind-remediation-policy.json',
      text: jsonOf(policy),
    },
  ];
}

/**
 * What to copy when an AWS account is prepared: templates of the role for reading, the policies alone, commands that make a
 * user with access keys, and templates of the role for changes. `trusted_account_arn` is the principal of this server; null
 * when it has none, so that the roles trust their own account. Throws when either could not be a name in AWS.
 */
export function awsSetupDocuments(trust: Trust): SetupDocument[] {
  if (!EXTERNAL_ID.test(trust.external_id)) throw new Error('The external id has characters that AWS does not take.');
  if (trust.trusted_account_arn !== null && !PRINCIPAL.test(trust.trusted_account_arn))
    throw new Error(`${trust.trusted_account_arn} is not the ARN of an account, user or role.`);
  const policies = readPolicies();
  return [
    ...roleDocuments(policies, trust),
    ...policyDocuments(policies),
    {
      id: 'aws-access-keys',
      title: 'User with access keys',
      description:
        'The simple way, where a role is too much: run this with the AWS CLI in the account to connect, then give the keys it prints.',
      language: 'shell',
      file_name: 'finopsmind-access-keys.sh',
      text: shellCommands(policies),
    },
    ...changeDocuments(remediationPolicy(), trust),
  ];
}
