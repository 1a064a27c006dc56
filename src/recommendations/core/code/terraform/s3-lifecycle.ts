import type { KnownRule } from '../../../../connections/providers/aws/core/inventory/s3-buckets.ts';
import type { ParametersOf } from '../../change.ts';
import { attribute, attributes, block, type Item, type Value } from '../hcl.ts';

/** A block of what is known; none when nothing is. */
function known(type: string, values: Record<string, Value>): Item[] {
  const body = attributes(values);
  return body.length === 0 ? [] : [block(type, [], body)];
}

/** S3 takes whole days, without fractions of seconds. */
const day = (instant: string | null): string | null => instant?.replace(/\.\d+Z$/, 'Z') ?? null;

function filter(prefix: string, tags: Record<string, string>): Item {
  const pairs = Object.entries(tags);
  const [first] = pairs;
  if (first === undefined) return block('filter', [], prefix === '' ? [] : [attribute('prefix', prefix)]);
  if (pairs.length === 1 && prefix === '')
    return block('filter', [], [block('tag', [], attributes({ key: first[0], value: first[1] }))]);
  return block('filter', [], [block('and', [], [attribute('prefix', prefix), attribute('tags', tags)])]);
}

const ruleBlock = (rule: KnownRule): Item =>
  block(
    'rule',
    [],
    [
      attribute('id', rule.id),
      attribute('status', rule.enabled ? 'Enabled' : 'Disabled'),
      filter(rule.prefix, rule.tags),
      ...rule.transitions.flatMap(({ days, date, storage_class }) =>
        known('transition', { days, date: day(date), storage_class }),
      ),
      ...known('expiration', {
        days: rule.expiration_days,
        date: day(rule.expiration_date),
        expired_object_delete_marker: rule.expires_delete_markers ? true : null,
      }),
      ...rule.noncurrent_transitions.flatMap(({ days, storage_class }) =>
        known('noncurrent_version_transition', { noncurrent_days: days, storage_class }),
      ),
      ...known('noncurrent_version_expiration', { noncurrent_days: rule.noncurrent_expiration_days }),
      ...known('abort_incomplete_multipart_upload', { days_after_initiation: rule.abort_multipart_days }),
    ],
  );

/** The rules that are there, and the one to be added; one of the same id makes way for it. */
export function lifecycleRules(
  existing: readonly Record<string, unknown>[],
  parameters: ParametersOf<'s3.add_lifecycle_rule'>,
): Item[] {
  const added: KnownRule = {
    id: parameters.rule_id,
    enabled: true,
    prefix: '',
    tags: {},
    transitions: parameters.transitions.map(({ days, storage_class }) => ({ days, date: null, storage_class })),
    expiration_days: null,
    expiration_date: null,
    expires_delete_markers: false,
    noncurrent_transitions: [],
    noncurrent_expiration_days: parameters.noncurrent_expiration_days,
    abort_multipart_days: parameters.abort_multipart_days,
  };
  const kept = (existing as unknown as KnownRule[]).filter(({ id }) => id !== added.id);
  return [...kept, added].map(ruleBlock);
}
