import { type Combined, type Part, sharing } from './terraform/combine.ts';
import { removes } from './terraform/print.ts';
import type { CodeRequest } from './types.ts';

/** A text in Markdown that means nothing there: in one line, its signs escaped. */
const markdownText = (text: string): string =>
  text
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .replace(/[\\`*<>|[\]&$~]|(?<!\w)_|_(?!\w)|^[#+-]/g, (sign) => `\\${sign}`);

const what = ({ title, reason }: CodeRequest): string => `${markdownText(title)}. ${markdownText(reason)}`;

const row = ({ name, requests, place, draft }: Part): string =>
  `| \`${name}.tf\` | ${requests.map(({ title }) => markdownText(title)).join('<br>')} | ${place.account_id}${place.region === null ? '' : `, ${place.region}`} | ${removes(draft) ? 'deleted in the second step' : 'changed in the first step'} |`;

const STEPS = [
  'Give Terraform a place for its state (a `backend` block), or keep `terraform.tfstate` in this folder. It is needed as long as you work with these files.',
  'Take out the files that you do not want, with what they have in the folder `delete`.',
  '`terraform init`, then `terraform plan -out=first.tfplan`. Read the plan: it imports what exists, and changes only what is listed above.',
  '`terraform apply first.tfplan`',
];
const SECOND_STEPS = [
  'See that the backups are there that the first step made. Then copy the second step over the first: `cp delete/*.tf .`',
  '`terraform plan -out=second.tfplan`. Read the plan: what it destroys is gone afterwards.',
  '`terraform apply second.tfplan`',
];

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];

const partLines = (part: Part): string[] => [
  '',
  `### ${part.name}.tf`,
  '',
  ...part.requests.map((request) => `- ${what(request)} Resource: ${markdownText(request.resource_id)}`),
  ...part.draft.notes.map((note) => `- ${markdownText(note)}`),
  `- To take it back: ${markdownText(part.draft.undo)}`,
];

const accountsLines = (parts: readonly Part[]): string[] => {
  const accounts = new Set(parts.filter(({ place }) => place.provider === 'aws').map(({ place }) => place.account_id));
  if (accounts.size < 2) return [];
  return [
    `There are ${accounts.size} AWS accounts. Give the role to be assumed in each of them that you are not in yourself, in \`terraform.tfvars\`:`,
    '',
    '```hcl',
    'assume_role_arns = {',
    ...[...accounts].map((account) => `  "${account}" = "arn:aws:iam::${account}:role/NAME"`),
    '}',
    '```',
  ];
};

/** What comes with the files of `combined`: what is in them, the order of the steps, what to know, and what is missing. */
export function readmeOf(combined: Combined, without_code: readonly string[]): string {
  const { parts, left_out } = combined;
  const deletes = parts.some(({ draft }) => removes(draft));
  const table = ['| file | what | where | when |', '| --- | --- | --- | --- |', ...parts.map(row)];
  return [
    '# Changes as Terraform',
    ...section('What is in it', parts.length === 0 ? ['Nothing: see below.'] : table),
    ...section('Accounts', accountsLines(parts)),
    ...section(
      'How to apply it',
      parts.length === 0
        ? []
        : [...STEPS, ...(deletes ? SECOND_STEPS : [])].map((step, index) => `${index + 1}. ${step}`),
    ),
    ...section('What is in a state of yours already', [
      'Make the change in your own resource block instead (what stands below "The change:"), and leave its file out here: two states must not have the same resource. To delete it, take your resource block out and put the `removed` block of the folder `delete` in its place, with your own address.',
    ]),
    ...section(
      'Several about one resource',
      sharing(parts).map(
        (one) =>
          `- ${markdownText(one.resource_id)}: ${one.parts.map(({ name }) => `\`${name}.tf\``).join(', ')}. Look whether you want both.`,
      ),
    ),
    ...section('Not in it', [
      ...left_out.map(({ request, why }) => `- ${markdownText(request.title)}: ${markdownText(why)}`),
      ...without_code.map(
        (title) => `- ${markdownText(title)}: no code can be made for it, what to do is for people to decide.`,
      ),
    ]),
    ...section('Each change, and how to take it back', parts.flatMap(partLines).slice(1)),
    '',
  ].join('\n');
}
