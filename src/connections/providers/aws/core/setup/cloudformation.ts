import { exportStatements, type Policy, type Statement } from './policies.ts';

/** What a role needs to know of who assumes it; `trusted_account_arn` is null when that is the account itself. */
export interface Trust {
  external_id: string;
  trusted_account_arn: string | null;
}

const indent = (lines: string[], by: number): string[] => lines.map((line) => ' '.repeat(by) + line);
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** Text with `${…}` of CloudFormation in it. */
const value = (text: string): string => (text.includes('${') ? `!Sub ${quoted(text)}` : quoted(text));

/** One value, or several as a list below their key. */
const valueLines = (key: string, wanted: string | string[]): string[] =>
  typeof wanted === 'string' ? [`${key}: ${value(wanted)}`] : [`${key}:`, ...wanted.map((one) => `  - ${value(one)}`)];

const conditionLines = (condition: NonNullable<Statement['Condition']>): string[] =>
  Object.entries(condition).flatMap(([operator, keys]) => [
    // Without quotes, YAML takes the operator Null for nothing.
    `${quoted(operator)}:`,
    ...indent(
      Object.entries(keys).flatMap(([key, wanted]) => valueLines(quoted(key), wanted)),
      2,
    ),
  ]);

const statementLines = ({ Sid, Effect, Action, Resource, Condition }: Statement): string[] => [
  `- Sid: ${Sid}`,
  `  Effect: ${Effect}`,
  '  Action:',
  ...Action.map((action) => `    - ${action}`),
  ...indent(valueLines('Resource', Resource), 2),
  ...(Condition ? ['  Condition:', ...indent(conditionLines(Condition), 4)] : []),
];

const documentLines = (statements: Statement[]): string[] => [
  "Version: '2012-10-17'",
  'Statement:',
  ...indent(statements.flatMap(statementLines), 2),
];

/** A role, as a template makes it. */
interface TemplateRole {
  /** Begins the names of its resources in the template: `Read`. */
  id: string;
  name: string;
  description: string;
  /** Of its policies. */
  policies: string;
}
const READ: TemplateRole = {
  id: 'Read',
  name: 'finopsmind-read',
  description: 'Assumed by FinOpsMind to read; it can change nothing',
  policies: 'What FinOpsMind reads',
};
const CHANGE: TemplateRole = {
  id: 'Change',
  name: 'finopsmind-changes',
  description: 'Assumed by FinOpsMind while it looks at or carries out an approved change',
  policies: 'What FinOpsMind changes once it is approved',
};
const ACCOUNT_ITSELF = 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root';

const policyLines = (policies: Policy[], { id, policies: description }: TemplateRole): string[] =>
  policies.flatMap((policy, index) => [
    `${id}Policy${policies.length > 1 ? index + 1 : ''}:`,
    '  Type: AWS::IAM::ManagedPolicy',
    '  Properties:',
    `    Description: ${description}`,
    '    Roles:',
    `      - !Ref ${id}Role`,
    '    PolicyDocument:',
    ...indent(documentLines(policy.Statement), 6),
  ]);

/** `principal` is what stands behind `AWS:`. */
const roleLines = ({ id, name, description }: TemplateRole, principal: string[], external_id: string): string[] => [
  `${id}Role:`,
  '  Type: AWS::IAM::Role',
  '  Properties:',
  `    RoleName: ${name}`,
  `    Description: ${description}`,
  '    MaxSessionDuration: 3600',
  '    AssumeRolePolicyDocument:',
  "      Version: '2012-10-17'",
  '      Statement:',
  '        - Effect: Allow',
  '          Principal:',
  ...indent(principal, 12),
  '          Action: sts:AssumeRole',
  '          Condition:',
  '            StringEquals:',
  `              sts:ExternalId: ${quoted(external_id)}`,
];

const outputLines = ({ id }: TemplateRole): string[] => [
  'Outputs:',
  '  RoleArn:',
  '    Description: Give this to FinOpsMind',
  `    Value: !GetAtt ${id}Role.Arn`,
  '',
];

/** A template that makes the role that is read with, its policies, and the policy for exports where a bucket is named. */
export function cloudFormation(policies: Policy[], { external_id, trusted_account_arn }: Trust): string {
  return [
    "AWSTemplateFormatVersion: '2010-09-09'",
    'Description: Lets FinOpsMind read costs, inventory, metrics and recommendations of this account',
    'Parameters:',
    '  ExportBucket:',
    '    Type: String',
    "    Default: ''",
    '    Description: Bucket with billing exports (FOCUS, CUR 2.0); empty when there is none in this account',
    'Conditions:',
    "  HasExports: !Not [!Equals [!Ref ExportBucket, '']]",
    'Resources:',
    ...indent(roleLines(READ, [`AWS: ${value(trusted_account_arn ?? ACCOUNT_ITSELF)}`], external_id), 2),
    ...indent(policyLines(policies, READ), 2),
    '  ExportPolicy:',
    '    Type: AWS::IAM::ManagedPolicy',
    '    Condition: HasExports',
    '    Properties:',
    '      Description: The billing exports that FinOpsMind reads',
    '      Roles:',
    '        - !Ref ReadRole',
    '      PolicyDocument:',
    ...indent(documentLines(exportStatements('${ExportBucket}')), 8),
    ...outputLines(READ),
  ].join('\n');
}

/** A template that makes the role that approved changes are carried out with, apart from the one for reading. */
export function changeCloudFormation(policies: Policy[], { external_id, trusted_account_arn }: Trust): string {
  return [
    "AWSTemplateFormatVersion: '2010-09-09'",
    'Description: Lets FinOpsMind carry out changes of this account once they are approved',
    'Parameters:',
    '  TrustedPrincipal:',
    '    Type: String',
    `    Default: ${quoted(trusted_account_arn ?? '')}`,
    '    Description: ARN of who assumes the role, such as the user whose access keys are given; empty for all of this account who may',
    'Conditions:',
    "  TrustsAccount: !Equals [!Ref TrustedPrincipal, '']",
    'Resources:',
    ...indent(
      roleLines(
        CHANGE,
        ['AWS: !If', '  - TrustsAccount', `  - ${value(ACCOUNT_ITSELF)}`, '  - !Ref TrustedPrincipal'],
        external_id,
      ),
      2,
    ),
    ...indent(policyLines(policies, CHANGE), 2),
    ...outputLines(CHANGE),
  ].join('\n');
}
