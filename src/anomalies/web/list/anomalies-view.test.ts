import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '../../../platform/web/search.ts';
import {
  type AnomaliesView,
  anomaliesFrom,
  DEFAULT_VIEW,
  isNarrowed,
  queryOfAnomalies,
  searchOfAnomalies,
} from './anomalies-view.ts';

const read = (text: string): AnomaliesView => anomaliesFrom(parseSearch(text));

describe('view of anomalies', () => {
  it('shows what is pending, newest first, without an address of its own', () => {
    expect(read('')).toEqual(DEFAULT_VIEW);
    expect(stringifySearch(searchOfAnomalies(DEFAULT_VIEW))).toBe('');
    expect(queryOfAnomalies(DEFAULT_VIEW)).toMatchObject({ status: ['open', 'acknowledged'], sort: 'started_on' });
  });

  it.each([
    '?status=all',
    '?status=resolved&status=expected',
    '?search=web&severity=high&severity=critical&direction=down&sort=impact',
    '?service=Amazon+EC2&service=&account=123&currency=EUR',
  ])('survives its address: %s', (address) => {
    const view = read(address);
    expect(read(stringifySearch(searchOfAnomalies(view)))).toEqual(view);
    expect(stringifySearch(searchOfAnomalies(view)).length).toBe(address.length);
  });

  it('asks for every status with none', () => {
    expect(read('?status=all').status).toEqual([]);
    expect(queryOfAnomalies(read('?status=all'))).toMatchObject({ status: [] });
  });

  it('takes what it cannot read as by default', () => {
    expect(read('?status=broken&severity=huge&direction=left&currency=euro&sort=name')).toEqual(DEFAULT_VIEW);
  });

  it.each([
    ['', false],
    ['?status=all', false],
    ['?sort=impact', false],
    ['?status=resolved', true],
    ['?severity=low', true],
    ['?search=a', true],
    ['?service=', true],
    ['?direction=up', true],
    ['?currency=EUR', true],
  ])('knows whether %j leaves some out', (address, narrowed) => {
    expect(isNarrowed(read(address))).toBe(narrowed);
  });
});
