import type { CodeRequest } from '../types.ts';
import { assigned, commented, quoted } from './bash.ts';
import type { ScriptParts } from './script.ts';

const USAGE = `apply=no
case "$*" in
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
  grep -q '[^[:space:]]' "$file" || stop "$file is empty, so nothing was changed."
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
  '# Azure takes names, sizes and ids in capitals and small letters alike, and answers with either.',
  'shopt -s nocasematch',
  '',
  'az account show --subscription "$subscription" --output none || stop "you are not signed in to subscription $subscription: az login."',
];

/** What the id of an Azure resource names. */
function azureVariables({ resource_id, resource_name: name }: CodeRequest): ScriptParts['variables'] {
  const parts = resource_id.split('/');
  const last = parts.at(-1) ?? '';
  return {
    resource_id,
    subscription: parts[2] ?? '',
    resource_group: parts[4] ?? '',
    // The id is in lower case. Azure takes that, but what is made again should be called what it was.
    resource_name: name?.toLowerCase() === last ? name : last,
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

/** How to go back, as a function; and that it is shown as well where a change ends halfway. */
const undoText = ({ undo }: ScriptParts): string[] =>
  undo.length === 0
    ? []
    : [
        'show_undo() {',
        ...undo.map((line) => `  ${line}`),
        '}',
        '',
        'changing=no',
        'at_exit() {',
        '  local status=$?',
        '  if [[ "$changing" == yes && "$status" -ne 0 ]]; then',
        "    echo 'It ended before all was done. To undo what was done by then:' >&2",
        '    show_undo >&2',
        '  fi',
        '}',
        'trap at_exit EXIT',
        '',
      ];

const ending = ({ undo, permanent }: ScriptParts): string[] =>
  undo.length === 0
    ? ["echo 'Done.'", `echo ${quoted(permanent ?? 'Nothing undoes it.')}`]
    : ['changing=no', "echo 'Done. To undo it:'", 'show_undo'];

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

const backedUp = ({ backup }: ScriptParts): string[] =>
  backup === undefined
    ? []
    : [
        '# Nothing is changed before the backup is there.',
        'if [[ "$apply" == no ]]; then',
        "  echo 'With --apply, it is saved first as far as it can be, and nothing is changed where that fails.'",
        'fi',
        ...guarded(backup),
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
  const { check, backup = [], change, verify = [], undo, permanent } = parts;
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
    ...(parts.undo.length > 0 ? [UNDO, '', ...undoText(parts)] : []),
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
    ...backedUp(parts),
    ...(parts.undo.length > 0 ? ['changing="$apply"'] : []),
    ...parts.change,
    '',
    ...guarded(parts.verify),
    'if [[ "$apply" == no ]]; then',
    `  finished 'Nothing was changed. Run it with --apply${permanent === undefined ? '' : ', and CONFIRM_PERMANENT=yes set,'} to do it.'`,
    'fi',
    ...ending(parts),
    '',
  ].join('\n');
}
