import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '../../../platform/web/search.ts';
import { remediationContract } from '../../core/contract.ts';
import { STATES } from '../../core/workflow.ts';
import { QUEUE_KINDS, QUEUES } from '../words.ts';
import {
  DEFAULT_VIEW,
  isNarrowed,
  queryOfView,
  type RemediationsView,
  searchOfView,
  viewFrom,
} from './remediations-view.ts';

const BATCH = '0198c0de-0000-7000-8000-000000000001';
const VIEWS: Partial<RemediationsView>[] = [
  {},
  { queue: 'running' },
  { tab: 'settings' },
  { tab: 'batches', batch: BATCH },
  { search: 'web & shop', provider: 'azure', action: ['azure.resize_vm', 'azure.delete_disk'] },
];

describe('views of changes', () => {
  it.each(VIEWS)('stand in the address: %o', (part) => {
    const { action = [], ...rest } = part;
    const view = { ...DEFAULT_VIEW, ...rest, action };
    const read = viewFrom(parseSearch(stringifySearch(searchOfView(view))));
    expect({ ...read, action: new Set(read.action) }).toEqual({ ...view, action: new Set(action) });
    const asked = parseSearch(stringifySearch(queryOfView(read)));
    expect(remediationContract.listRemediations.query.safeParse(asked).error).toBeUndefined();
  });

  it('are as by default where an address can not be read', () =>
    expect(viewFrom({ queue: 'none', provider: 'gcp', action: 'x', batch: '1', tab: ['?'] })).toEqual(DEFAULT_VIEW));

  it('are narrowed by filters, not by the queue', () => {
    expect(isNarrowed({ ...DEFAULT_VIEW, queue: 'done' })).toBe(false);
    expect(isNarrowed({ ...DEFAULT_VIEW, search: 'x' })).toBe(true);
  });

  it('show every state in one part of the queue at most', () => {
    const shown = QUEUES.flatMap((queue) => QUEUE_KINDS[queue].states);
    expect(new Set(shown).size).toBe(shown.length);
    expect(STATES.filter((state) => !shown.includes(state))).toEqual(['rejected', 'cancelled', 'expired']);
  });
});
