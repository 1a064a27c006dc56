import { describe, expect, it } from 'vitest';
import { parseListing } from './blobs.ts';
import { blobsOf, newestRuns } from './manifest.ts';

describe('runs of an export', () => {
  const blob = (name: string, last_modified = 'Thu, 10 Sep 2026 06:00:00 GMT') => ({
    name,
    etag: '0x1',
    last_modified,
  });

  it('are found by their manifests, the newest of each month', () => {
    const runs = newestRuns([
      blob('costs/daily/20260901-20260930/run-1/part_0.csv'),
      blob('costs/daily/20260901-20260930/run-1/manifest.json', 'Thu, 10 Sep 2026 06:00:00 GMT'),
      blob('costs/daily/20260901-20260930/run-0/manifest.json', 'Wed, 30 Sep 2026 06:00:00 GMT'),
      blob('costs/daily/20260801-20260831/202609050700/run-2/manifest.json'),
      blob('costs/daily/20260101-20260630/run-3/manifest.json'),
      blob('costs/daily/20260903-20260909/run-4/manifest.json'),
    ]);
    expect([...runs].map(([month, { revision }]) => [month, revision])).toEqual([
      ['2026-09-01', 'run-0 0x1'],
      ['2026-08-01', '202609050700/run-2 0x1'],
    ]);
  });

  it.each([
    ['{"runInfo": {"startDate": "2026-09-01T00:00:00"}, "blobs": [{"blobName"', 'is not whole'],
    ['{"runInfo": {"startDate": "2026-09-01T00:00:00"}}', 'is not whole'],
    ['{"blobCount": 2, "runInfo": {"startDate": "2026-09-01"}, "blobs": [{"blobName": "a"}]}', 'names 1 of 2 files'],
    ['{"runInfo": {"startDate": "2026-08-01T00:00:00"}, "blobs": []}', 'is about 2026-08-01'],
  ])('are refused with the manifest %s', (text, problem) => {
    const run = { billing_period: '2026-09-01', manifest: blob('m/manifest.json'), revision: '' };
    expect(() => blobsOf(text, run)).toThrow(problem);
  });

  it('are listed with names that XML and URLs have to escape', () => {
    const xml = `<?xml version="1.0"?><EnumerationResults><Blobs>
      <Blob><Name>a &amp; b/manifest.json</Name><Properties><Last-Modified>x</Last-Modified><Etag>"0x1"</Etag></Properties></Blob>
      <Blob><Name Encoded="true">c%EF%BF%BE</Name><Properties><Etag>0x2</Etag></Properties></Blob>
      </Blobs><NextMarker>2!next</NextMarker></EnumerationResults>`;
    expect(parseListing(xml)).toEqual({
      blobs: [
        { name: 'a & b/manifest.json', etag: '"0x1"', last_modified: 'x' },
        { name: 'c\uFFFE', etag: '0x2', last_modified: '' },
      ],
      next_marker: '2!next',
    });
    expect(parseListing('<Blobs /><NextMarker />')).toEqual({ blobs: [], next_marker: null });
  });
});
