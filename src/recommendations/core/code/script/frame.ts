import type { CodeRequest } from '../types.ts';
import { assigned, commented, quoted } from './bash.ts';
import type { ScriptParts } from './script.ts';

const USAGE = `apply=no
case "\${1:-}" in
  '') ;;
  --apply) apply=yes ;;
  *)
    echo "Usage: $0 [--apply]" >&2
    exit 2
    ;;
esac`;

const FUNCTIONS = `stop() {
  echo "Stopped: $1" >&2
  exit 1
}

finished() {
  echo "$1"
  exit 0
}

# Shows a command; carries it out with --apply only.
run() {
  printf '+'
  printf ' %q' "$@"
  printf '\\n'
  if [[ "$apply" == yes ]]; then
    "$@"
  fi
}`;

const DESCRIBE = `# Saves what a command prints in a file; nothing is changed when that fails.
describe() {
  local file="$1"
  shift
  "$@" > "$file" || stop "it could not be saved to $file, so nothing was changed."
  [[ -s "$file" ]] || stop "$file is empty, so nothing was changed."
  echo "Saved to $file"
}`;

const awsSetup = ({ account_id, region }: CodeRequest): string[] => [
  "export AWS_PAGER=''",
  ...(region === null ? [] : [`export AWS_REGION=${quoted(region)}`, `export AWS_DEFAULT_REGION=${quoted(region)}`]),
  '',
  '# The account that the resource is in, and no other.',
  ...assigned({ account_id }),
  'signed_in=$(aws sts get-caller-identity --query Account --output text)',
  '[[ "$signed_in" == "$account_id" ]] || stop "the resource is in account $account_id; you are signed in to $signed_in."',
];

const AZURE_SETUP = [
  'az account show --subscription "$subscription" --output none || stop "you are not signed in to subscription $subscription: az login."',
];

/** What the id of an Azure resource names. */
function azureVariables({ resource_id }: CodeRequest): ScriptParts['variables'] {
  const parts = resource_id.split('/');
  return {
    resource_id,
    subscription: parts[2] ?? '',
    resource_group: parts[4] ?? '',
    resource_name: parts.at(-1) ?? '',
  };
}

const needed = (program: string): string =>
  `command -v ${program} > /dev/null || { echo 'This script needs ${program}.' >&2; exit 2; }`;

const UNDO = `say() {
  echo "  $1"
}

undo() {
  printf ' '
  printf ' %q' "$@"
  printf '\\n'
}`;

const undoText = ({ undo, permanent }: ScriptParts): string[] =>
  undo.length === 0 ? [`echo ${quoted(permanent ?? 'Nothing undoes it.')}`] : ["echo 'To undo it:'", ...undo];

const permission = ({ permanent }: ScriptParts): string[] =>
  permanent === undefined
    ? []
    : [
        `echo ${quoted(permanent)}`,
        'if [[ "$apply" == yes && "${CONFIRM_PERMANENT:-}" != yes ]]; then',
        "  stop 'this cannot be undone: set CONFIRM_PERMANENT=yes as well if it is what you want.'",
        'fi',
        '',
      ];

const guarded = (lines: readonly string[] | undefined): string[] =>
  lines === undefined || lines.length === 0
    ? []
    : ['if [[ "$apply" == yes ]]; then', ...lines.map((line) => (line === '' ? '' : `  ${line}`)), 'fi', ''];

/** Those of `variables` that any of `lines` uses. */
const usedIn = (lines: readonly string[], variables: ScriptParts['variables']): ScriptParts['variables'] =>
  Object.fromEntries(
    Object.entries(variables).filter(([name]) => lines.some((line) => new RegExp(`\\$\\{?${name}\\b`).test(line))),
  );

/** The whole script: strict, a dry run unless told otherwise, and with what was found checked before anything is done. */
export function framed(request: CodeRequest, parts: ScriptParts): string {
  const { provider, title, reason } = request;
  const { check, backup = [], change, verify = [], undo } = parts;
  const setup = provider === 'aws' ? awsSetup(request) : AZURE_SETUP;
  const known = provider === 'aws' ? parts.variables : { ...azureVariables(request), ...parts.variables };
  const variables = usedIn([...setup, ...check, ...backup, ...change, ...verify, ...undo], known);
  const cli = provider === 'aws' ? 'aws' : 'az';
  const saves = [...backup, ...check].some((line) => line.trim().startsWith('describe '));
  return [
    '#!/usr/bin/env bash',
    ...commented(title),
    ...commented(reason),
    '#',
    '# Shows what it would do. Changes are made with --apply only.',
    'set -euo pipefail',
    '',
    USAGE,
    '',
    FUNCTIONS,
    '',
    ...(parts.undo.length > 0 ? [UNDO, ''] : []),
    ...(saves ? [DESCRIBE, ''] : []),
    ...[cli, ...(parts.needs ?? [])].map(needed),
    ...assigned(variables),
    '',
    ...setup,
    '',
    '# Is it still as it was found?',
    ...parts.check,
    '',
    ...permission(parts),
    ...(parts.backup ? ['# Nothing is changed before the backup is there.', ...guarded(parts.backup)] : []),
    ...parts.change,
    '',
    ...guarded(parts.verify),
    'if [[ "$apply" == no ]]; then',
    '  finished "Nothing was changed. Run it with --apply to do it."',
    'fi',
    "echo 'Done.'",
    ...undoText(parts),
    '',
  ].join('\n');
}
