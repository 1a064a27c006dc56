import type { Trust } from './cloudformation.ts';
import { exportStatements, type Policy, type Statement } from './policies.ts';

const quoted = (text: string): string => JSON.stringify(text);
const indent = (lines: string[], by: number): string[] =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));

/** A list, in one line and aligned with its neighbours where it has one entry, as `terraform fmt` has it. */
const listLines = (name: string, values: string[], width: number): string[] =>
  values.length === 1
    ? [`${name.padEnd(width)} = [${values.map(quoted).join('')}]`]
    : [`${name} = [`, ...values.map((value) => `  ${quoted(value)},`), ']'];

const conditionLines = (condition: Statement['Condition']): string[] =>
  Object.entries(condition ?? {}).flatMap(([test, keys]) =>
    Object.entries(keys).flatMap(([variable, values]) => [
      '',
      'condition {',
      ...indent(
        [
          `test     = ${quoted(test)}`,
          `variable = ${quoted(variable)}`,
          ...listLines('values', [values].flat(), 'variable'.length),
        ],
        2,
      ),
      '}',
    ]),
  );

/** To allow is the default, and left out. */
const statementLines = ({ Sid, Effect, Action, Resource, Condition }: Statement): string[] => [
  'statement {',
  ...indent(
    [
      `sid       = ${quoted(Sid)}`,
      ...(Effect === 'Deny' ? ['effect    = "Deny"'] : []),
      `resources = [${[Resource].flat().map(quoted).join(', ')}]`,
      ...listLines('actions', Action, 'resources'.length),
      ...conditionLines(Condition),
    ],
    2,
  ),
  '}',
];

const joined = (blocks: string[][]): string[] =>
  blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));

/** `role` is the name of the role's block. */
function policyBlocks(role: string, name: string, statements: Statement[], count: string | null): string[] {
  const counted = count === null ? [] : [`count = ${count}`];
  const one = count === null ? '' : '[0]';
  return [
    `data "aws_iam_policy_document" "${name}" {`,
    ...indent(joined([...(count === null ? [] : [counted]), ...statements.map(statementLines)]), 2),
    '}',
    '',
    `resource "aws_iam_policy" "${name}" {`,
    ...indent(
      [
        ...counted,
        ...(count === null ? [] : ['']),
        `name   = "finopsmind-${name.replaceAll('_', '-')}"`,
        `policy = data.aws_iam_policy_document.${name}${one}.json`,
      ],
      2,
    ),
    '}',
    '',
    `resource "aws_iam_role_policy_attachment" "${name}" {`,
    ...indent(
      [
        ...counted,
        ...(count === null ? [] : ['']),
        `role       = aws_iam_role.${role}.name`,
        `policy_arn = aws_iam_policy.${name}${one}.arn`,
      ],
      2,
    ),
    '}',
    '',
  ];
}

const ACCOUNT_ITSELF =
  'arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root';

/** A role and who may assume it; `identifier` is an expression, and `role` the name of the blocks. */
const roleBlocks = (
  role: string,
  { name, description }: { name: string; description: string },
  identifier: string,
  external_id: string,
): string[] => [
  `data "aws_iam_policy_document" "${role}_trust" {`,
  '  statement {',
  '    actions = ["sts:AssumeRole"]',
  '',
  '    principals {',
  '      type        = "AWS"',
  `      identifiers = [${identifier}]`,
  '    }',
  '',
  '    condition {',
  '      test     = "StringEquals"',
  '      variable = "sts:ExternalId"',
  `      values   = [${quoted(external_id)}]`,
  '    }',
  '  }',
  '}',
  '',
  `resource "aws_iam_role" "${role}" {`,
  `  name                 = "${name}"`,
  `  description          = "${description}"`,
  '  max_session_duration = 3600',
  `  assume_role_policy   = data.aws_iam_policy_document.${role}_trust.json`,
  '}',
  '',
];

const outputBlock = (name: string, role: string): string[] => [
  `output "${name}" {`,
  '  description = "Give this to FinOpsMind"',
  `  value       = aws_iam_role.${role}.arn`,
  '}',
  '',
];

const numbered = (name: string, policies: Policy[], index: number): string =>
  `${name}${policies.length > 1 ? `_${index + 1}` : ''}`;

/** The same role and policies as the CloudFormation template makes. */
export function terraform(policies: Policy[], { external_id, trusted_account_arn }: Trust): string {
  const own = trusted_account_arn === null;
  const read = { name: 'finopsmind-read', description: 'Assumed by FinOpsMind to read; it can change nothing' };
  return [
    'variable "finopsmind_export_bucket" {',
    '  type        = string',
    '  default     = null',
    '  description = "Bucket with billing exports (FOCUS, CUR 2.0); null when there is none in this account"',
    '}',
    '',
    ...(own ? ['data "aws_partition" "current" {}', '', 'data "aws_caller_identity" "current" {}', ''] : []),
    ...roleBlocks('finopsmind', read, own ? `"${ACCOUNT_ITSELF}"` : quoted(trusted_account_arn), external_id),
    ...policies.flatMap(({ Statement }, index) =>
      policyBlocks('finopsmind', numbered('read', policies, index), Statement, null),
    ),
    ...policyBlocks(
      'finopsmind',
      'exports',
      exportStatements('${var.finopsmind_export_bucket}'),
      'var.finopsmind_export_bucket == null ? 0 : 1',
    ),
    ...outputBlock('finopsmind_role_arn', 'finopsmind'),
  ].join('\n');
}

/** The role for changes, as the CloudFormation template makes it; it can stand beside the file of the role for reading. */
export function changeTerraform(policies: Policy[], { external_id, trusted_account_arn }: Trust): string {
  const role = 'finopsmind_changes';
  const change = {
    name: 'finopsmind-changes',
    description: 'Assumed by FinOpsMind while it looks at or carries out an approved change',
  };
  return [
    'variable "finopsmind_changes_trusted_arn" {',
    '  type        = string',
    `  default     = ${trusted_account_arn === null ? 'null' : quoted(trusted_account_arn)}`,
    '  description = "ARN of who assumes the role, such as the user whose access keys are given; null for all of this account who may"',
    '}',
    '',
    `data "aws_caller_identity" "${role}" {}`,
    '',
    ...roleBlocks(
      role,
      change,
      `coalesce(var.finopsmind_changes_trusted_arn, data.aws_caller_identity.${role}.account_id)`,
      external_id,
    ),
    ...policies.flatMap(({ Statement }, index) =>
      policyBlocks(role, numbered('changes', policies, index), Statement, null),
    ),
    ...outputBlock('finopsmind_changes_role_arn', role),
  ].join('\n');
}
