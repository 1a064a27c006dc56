import { describe, expect, it } from 'vitest';
import { leavesAsItWas, type Objection, verdictOf } from './verdict.ts';

const objection = (more: Partial<Objection> & { mode?: Objection['policy']['mode'] } = {}): Objection => ({
  policy: { name: 'Tags', mode: more.mode ?? 'block', subject: 'resource' },
  outcome: 'broken',
  facts: [{ path: 'tags.owner', value: 'not set' }],
  unknown_because: null,
  is_as_before: false,
  ...more,
});

describe('leavesAsItWas', () => {
  const facts = (values: Record<string, string>) => Object.entries(values).map(([path, value]) => ({ path, value }));

  it.each([
    ['nothing that is named is other', { 'tags.owner': 'not set' }, { 'tags.owner': 'not set' }, true],
    ['something is', { 'resource.size': 'm5.4xlarge' }, { 'resource.size': 'm5.2xlarge' }, false],
    ['it becomes cheaper', { 'cost.monthly_cost': '5000' }, { 'cost.monthly_cost': '2000.5' }, true],
    ['it costs the same', { 'cost.monthly_cost': '5000' }, { 'cost.monthly_cost': '5000' }, true],
    ['it becomes dearer', { 'cost.monthly_cost': '900' }, { 'cost.monthly_cost': '2000' }, false],
    ['what it will cost is not known', { 'cost.monthly_cost': '900' }, { 'cost.monthly_cost': 'not known' }, true],
    ['what it cost was not known', { 'cost.monthly_cost': 'not known' }, { 'cost.monthly_cost': '900' }, false],
    [
      'it becomes cheaper, and of another size',
      { 'cost.monthly_cost': '5000', 'resource.size': 'a' },
      { 'cost.monthly_cost': '2000', 'resource.size': 'b' },
      false,
    ],
    [
      'how long it will run is not known',
      { 'resource.hours_running': '720' },
      { 'resource.hours_running': 'not known' },
      true,
    ],
    ['it names nothing', {}, {}, true],
  ])('where %s', (_, before, after, expected) => {
    expect(leavesAsItWas(facts(before), facts(after))).toBe(expected);
  });
});

describe('verdictOf', () => {
  it('blocks by what would be broken, and tells why', () => {
    const facts = [
      { path: 'resource.size', value: 'm5.xlarge' },
      { path: 'tags.owner', value: 'not set' },
    ];
    expect(verdictOf([objection({ facts })])).toEqual({
      blocks: ['The policy “Tags” blocks it: with this change, resource.size is m5.xlarge, tags.owner is not set.'],
      approval_rules: [],
      notes: [],
    });
  });

  it('neither blocks nor asks by what the change leaves as it was, and says so', () => {
    expect(
      verdictOf([
        objection({ is_as_before: true }),
        objection({ is_as_before: true, mode: 'require_approval' }),
        objection({ is_as_before: true, mode: 'alert' }),
      ]),
    ).toEqual({
      blocks: [],
      approval_rules: [],
      notes: [
        'The policy “Tags” is not kept already, and this change makes that no worse: tags.owner is not set.',
        'The policy “Tags” is not kept already, and this change makes that no worse: tags.owner is not set.',
      ],
    });
  });

  it('does not block by what is not known', () => {
    const because = 'tags.owner is not known.';
    expect(verdictOf([objection({ outcome: 'unknown', facts: [], unknown_because: because })])).toEqual({
      blocks: [],
      approval_rules: [],
      notes: [`The policy “Tags” could not be judged, so that it does not keep it from being made: ${because}`],
    });
    expect(verdictOf([objection({ outcome: 'unknown', mode: 'alert' })]).notes).toEqual([]);
  });
});
