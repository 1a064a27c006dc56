import type { Policy } from './policies.ts';

const USER = 'finopsmind';
const DOCUMENT_END = 'END_OF_POLICY';

/** Commands that make a user who may read, and print access keys for it. */
export function shellCommands(policies: Policy[]): string {
  const attach = policies.flatMap((policy, index) => [
    '',
    `cat > "$directory/policy.json" <<'${DOCUMENT_END}'`,
    JSON.stringify(policy, null, 2),
    DOCUMENT_END,
    `policy_arn=$(aws iam create-policy --policy-name ${USER}-read${policies.length > 1 ? `-${index + 1}` : ''} \\`,
    '  --policy-document "file://$directory/policy.json" --query Policy.Arn --output text)',
    `aws iam attach-user-policy --user-name ${USER} --policy-arn "$policy_arn"`,
  ]);
  return [
    '#!/usr/bin/env bash',
    '# Makes a user that may read costs, inventory, metrics and recommendations, and prints access keys for it.',
    'set -euo pipefail',
    '',
    'directory=$(mktemp -d)',
    `trap 'rm -rf "$directory"' EXIT`,
    '',
    `aws iam create-user --user-name ${USER}`,
    ...attach,
    '',
    '# The secret is shown this once.',
    `aws iam create-access-key --user-name ${USER} \\`,
    "  --query 'AccessKey.{access_key_id: AccessKeyId, secret_key: SecretAccessKey}' --output json",
    '',
  ].join('\n');
}
