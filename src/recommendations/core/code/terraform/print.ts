import { attribute, attributes, block, comment, Expression, type Item } from '../hcl.ts';
import type { DataSource, Draft, Resource } from './draft.ts';
import { UNSET } from './unset.ts';

/** What a file says above its resources. */
export interface Heading {
  title: string;
  reason: string;
}

const isBlock = (item: Item): item is Extract<Item, { kind: 'block' }> => item.kind === 'block';

/** Everything but the change, so that a plan takes nothing from what it does not know. */
function ignoredOf({ type, keeps, sets, blocks = [], set_blocks = {} }: Resource): string[] {
  const unset = UNSET[type];
  if (!unset) throw new Error(`${type} has no list of what is left as it is.`);
  const names = [...unset, ...Object.keys(keeps), ...blocks.filter(isBlock).map((one) => one.type)];
  const all = unset.includes('tags') && type.startsWith('aws_') ? [...names, 'tags_all'] : names;
  return [...new Set(all)].filter((name) => !(name in set_blocks) && (sets[name] ?? null) === null).toSorted();
}

function lifecycle(resource: Resource): Item[] {
  if (resource.import_id === null) return [];
  const changes = Object.keys({ ...resource.sets, ...resource.set_blocks }).length > 0;
  const ignored =
    resource.removed && !changes
      ? new Expression('all')
      : resource.ignores === false
        ? null
        : ignoredOf(resource).map((name) => new Expression(name));
  return [
    block(
      'lifecycle',
      [],
      [
        // What is only changed must never be replaced nor deleted by a plan.
        ...(resource.removed ? [] : [attribute('prevent_destroy', true)]),
        ...(ignored === null ? [] : [attribute('ignore_changes', ignored)]),
      ],
    ),
  ];
}

const addressOf = ({ type, label }: Resource): Expression => new Expression(`${type}.${label}`);
const providerOf = (provider: Expression | null): Item[] => (provider ? [attribute('provider', provider)] : []);

function resourceItem(resource: Resource, provider: Expression | null): Item {
  const { type, label, keeps, sets, blocks = [], set_blocks = {}, tags } = resource;
  const kept = Object.fromEntries(Object.entries(keeps).filter(([name]) => (sets[name] ?? null) === null));
  const change = [...attributes(sets), ...Object.entries(set_blocks).map(([name, body]) => block(name, [], body))];
  return block(
    'resource',
    [type, label],
    [
      ...providerOf(provider),
      ...attributes(kept),
      ...(tags && Object.keys(tags).length > 0 ? [attribute('tags', tags)] : []),
      ...(change.length > 0 && resource.import_id !== null ? [comment('The change:')] : []),
      ...change,
      ...blocks,
      ...lifecycle(resource),
    ],
  );
}

const importItem = (resource: Resource): Item[] =>
  resource.import_id === null
    ? []
    : [block('import', [], [attribute('to', addressOf(resource)), attribute('id', resource.import_id)])];

/** Out of the state: what goes is destroyed, a backup goes on to be there. */
const removedItem = (resource: Resource): Item =>
  block(
    'removed',
    [],
    [attribute('from', addressOf(resource)), block('lifecycle', [], [attribute('destroy', resource.removed === true)])],
  );

const remarkOf = ({ remark }: Resource): Item[] => (remark === undefined ? [] : [comment(remark)]);
const dataItem = ({ type, label, body }: DataSource, provider: Expression | null): Item =>
  block('data', [type, label], [...providerOf(provider), ...body]);

const heading = ({ title, reason }: Heading): Item[] => [comment(title), comment(reason)];

/** The first step: what exists is imported, with the change; what is to be made is made. */
export const firstStep = (about: readonly Heading[], draft: Draft, provider: Expression | null): Item[] => [
  ...about.flatMap(heading),
  ...(draft.data ?? []).map((one) => dataItem(one, provider)),
  ...draft.resources.flatMap((resource) => [
    ...importItem(resource),
    ...remarkOf(resource),
    resourceItem(resource, provider),
  ]),
];

/** Whether it deletes something, which takes a second step. */
export const removes = ({ resources }: Draft): boolean => resources.some((resource) => resource.removed);

const proofItems = ({ type, label, proof, proof_type = type }: Resource, provider: Expression | null): Item[] =>
  proof === undefined
    ? []
    : [
        comment('Not found, it stops the plan: nothing is deleted without its backup.'),
        dataItem({ type: proof_type, label, body: proof }, provider),
      ];

/** The second step of what is deleted, once its backups are there. Empty where nothing is deleted. */
export const secondStep = (about: readonly Heading[], draft: Draft, provider: Expression | null): Item[] =>
  removes(draft)
    ? [
        ...about.flatMap(heading),
        ...draft.resources.flatMap((resource) => [...proofItems(resource, provider), removedItem(resource)]),
      ]
    : [];
