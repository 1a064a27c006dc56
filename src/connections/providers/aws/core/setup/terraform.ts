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

/** `effect` is left to its default, which is to allow. */
const statementLines = ({ Sid, Action, Resource, Condition }: Statement): string[] => [
  'statement {',
  ...indent(
    [
      `sid       = ${quoted(Sid)}`,
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

function policyBlocks(name: string, statements: Statement[], count: string | null): string[] {
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
        'role       = aws_iam_role.finopsmind.name',
        `policy_arn = aws_iam_policy.${name}${one}.arn`,
      ],
      2,
    ),
    '}',
    '',
  ];
}

/** The same role and policies as the CloudFormation template makes. */
export function terraform(policies: Policy[], { external_id, trusted_account_arn }: Trust): string {
  const own = trusted_account_arn === null;
  const trusted = own
    ? '"arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"'
    : quoted(trusted_account_arn);
  return [
    'variable "finopsmind_export_bucket" {',
    '  type        = string',
    '  default     = null',
    '  description = "Bucket with billing exports (FOCUS, CUR 2.0); null when there is none in this account"',
    '}',
    '',
    ...(own ? ['data "aws_partition" "current" {}', '', 'data "aws_caller_identity" "current" {}', ''] : []),
    'data "aws_iam_policy_document" "finopsmind_trust" {',
    '  statement {',
    '    actions = ["sts:AssumeRole"]',
    '',
    '    principals {',
    '      type        = "AWS"',
    `      identifiers = [${trusted}]`,
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
    'resource "aws_iam_role" "finopsmind" {',
    '  name                 = "finopsmind-read"',
    '  description          = "Assumed by FinOpsMind to read; it can change nothing"',
    '  max_session_duration = 3600',
    '  assume_role_policy   = data.aws_iam_policy_document.finopsmind_trust.json',
    '}',
    '',
    ...policies.flatMap(({ Statement }, index) =>
      policyBlocks(`read${policies.length > 1 ? `_${index + 1}` : ''}`, Statement, null),
    ),
    ...policyBlocks(
      'exports',
      exportStatements('${var.finopsmind_export_bucket}'),
      'var.finopsmind_export_bucket == null ? 0 : 1',
    ),
    'output "finopsmind_role_arn" {',
    '  description = "Give this to FinOpsMind"',
    '  value       = aws_iam_role.finopsmind.arn',
    '}',
    '',
  ].join('\n');
}
