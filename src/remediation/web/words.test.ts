import { describe, expect, it } from 'vitest';
import { beginningText, callJson, callText, missingText, piecesOf, requirementText, tookText } from './words.ts';

const VM = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/web';

describe('words of changes', () => {
  it.each([
    [{ approvals: 0, four_eyes: true, rule: 'R' }, 'No approval is asked, by the rule “R”.'],
    [
      { approvals: 1, four_eyes: true, rule: 'R' },
      'One person other than who proposed it has to approve it, by the rule “R”.',
    ],
    [{ approvals: 2, four_eyes: false, rule: 'R' }, '2 people have to approve it, by the rule “R”.'],
  ])('say who has to approve: %o', (requirement, text) => expect(requirementText(requirement)).toBe(text));

  it('count people who approved once', () => {
    const requirement = { approvals: 2, four_eyes: true, rule: 'R' };
    const approval = { by_id: 'a', by: 'Ada', at: '2026-11-26T00:00:00Z' };
    expect(missingText({ requirement, approvals: [] })).toBe('2 people');
    expect(missingText({ requirement, approvals: [approval, approval] })).toBe('one person more');
    expect(missingText({ requirement, approvals: [approval, { ...approval, by_id: 'b' }] })).toBeNull();
  });

  it('name calls by what they do, and show all that they carry', () => {
    const aws = {
      cloud: 'aws',
      service: 'cloudwatch-logs',
      operation: 'PutRetentionPolicy',
      region: 'eu-central-1',
      input: { retentionInDays: 30 },
    } as const;
    expect(callText(aws)).toBe('CloudWatch Logs PutRetentionPolicy');
    expect(JSON.parse(callJson(aws))).toMatchObject({ input: { retentionInDays: 30 } });
    const azure = { cloud: 'azure', method: 'POST', path: `${VM}/deallocate?api-version=2024-07-01` } as const;
    expect(callText(azure)).toBe('POST …/web/deallocate');
    expect(JSON.parse(callJson(azure))).toEqual({ method: 'POST', path: azure.path });
  });

  it.each([
    ['not a member of a group', 'Not a member of a group'],
    ['m6i.large is offered in its zone', 'm6i.large is offered in its zone'],
  ])('begin a line with %s', (text, expected) => expect(beginningText(text)).toBe(expected));

  it('tell what only the run will tell from the rest', () => {
    const text = '{"id":"<snapshot_id>","html":"<B>"}';
    expect(piecesOf(text).filter(({ is_unknown }) => is_unknown)).toEqual([
      { text: '<snapshot_id>', is_unknown: true },
    ]);
    expect(
      piecesOf(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  it.each([
    [0.04, 'under 0.1 s'],
    [1.26, '1.3 s'],
    [59, '59 s'],
    [185, '3 min 5 s'],
    [7_440, '2 h 4 min'],
  ])('say how long %d seconds are', (seconds, text) => {
    const from = Date.parse('2026-11-26T00:00:00Z');
    expect(tookText('2026-11-26T00:00:00Z', from + seconds * 1_000)).toBe(text);
  });
});
