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
    `${operator}:`,
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

const policyLines = (policies: Policy[]): string[] =>
  policies.flatMap((policy, index) => [
    `ReadPolicy${policies.length > 1 ? index + 1 : ''}:`,
    '  Type: AWS::IAM::ManagedPolicy',
    '  Properties:',
    '    Description: What FinOpsMind reads',
    '    Roles:',
    '      - !Ref ReadRole',
    '    PolicyDocument:',
    ...indent(documentLines(policy.Statement), 6),
  ]);

/** A template that makes the role that is read with, its policies, and the policy for exports where a bucket is named. */
export function cloudFormation(policies: Policy[], { external_id, trusted_account_arn }: Trust): string {
  const trusted = trusted_account_arn ?? 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root';
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
    '  ReadRole:',
    '    Type: AWS::IAM::Role',
    '    Properties:',
    '      RoleName: finopsmind-read',
    '      Description: Assumed by FinOpsMind to read; it can change nothing',
    '      MaxSessionDuration: 3600',
    '      AssumeRolePolicyDocument:',
    "        Version: '2012-10-17'",
    '        Statement:',
    '          - Effect: Allow',
    '            Principal:',
    `              AWS: ${value(trusted)}`,
    '            Action: sts:AssumeRole',
    '            Condition:',
    '              StringEquals:',
    `                sts:ExternalId: ${quoted(external_id)}`,
    ...indent(policyLines(policies), 2),
    '  ExportPolicy:',
    '    Type: AWS::IAM::ManagedPolicy',
    '    Condition: HasExports',
    '    Properties:',
    '      Description: The billing exports that FinOpsMind reads',
    '      Roles:',
    '        - !Ref ReadRole',
    '      PolicyDocument:',
    ...indent(documentLines(exportStatements('${ExportBucket}')), 8),
    'Outputs:',
    '  RoleArn:',
    '    Description: Give this to FinOpsMind',
    '    Value: !GetAtt ReadRole.Arn',
    '',
  ].join('\n');
}
