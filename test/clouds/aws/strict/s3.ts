import type { DoubleAnswer } from '../../serve.ts';
import type { StrictCall } from './call.ts';
import { errorOf } from './errors.ts';
import type { StrictService } from './world.ts';
import { mapElements } from './xml.ts';

const ACTIONS =
  /<(Expiration|Transition|NoncurrentVersionExpiration|NoncurrentVersionTransition|AbortIncompleteMultipartUpload)>/;

const ok = (body: string, status = 200): DoubleAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body,
});

function ruleWithoutAction(body: string): boolean {
  let found = false;
  mapElements(body, 'Rule', (rule) => {
    found ||= !ACTIONS.test(rule);
    return rule;
  });
  return found;
}

/** Buckets as S3 has them: with configurations for tiering, and rules that do something. */
export function strictS3(): StrictService {
  /** Configurations by bucket and id, as they were put. */
  const tiering = new Map<string, Map<string, string>>();

  function tieringOf(call: StrictCall): DoubleAnswer {
    const [path = '', query = ''] = call.path.split('?');
    const bucket = path.split('/')[1] ?? '';
    const id = new URLSearchParams(query).get('id') ?? '';
    const configurations = tiering.get(bucket) ?? new Map<string, string>();
    tiering.set(bucket, configurations);
    if (call.operation.startsWith('List'))
      return ok(
        `<ListBucketIntelligentTieringConfigurationsOutput><IsTruncated>false</IsTruncated>${[...configurations.values()].join('')}</ListBucketIntelligentTieringConfigurationsOutput>`,
      );
    if (call.operation.startsWith('Put')) {
      configurations.set(id, call.body.replace(/^<\?xml[^>]*\?>/, ''));
      return ok('');
    }
    const found = configurations.get(id);
    if (found === undefined)
      return errorOf(call, 404, 'NoSuchConfiguration', 'The specified configuration does not exist.');
    if (!call.operation.startsWith('Delete')) return ok(found);
    configurations.delete(id);
    return ok('', 204);
  }

  return {
    before: (call) => {
      if (call.operation.includes('IntelligentTiering')) return tieringOf(call);
      if (call.operation !== 'PutBucketLifecycleConfiguration' || !ruleWithoutAction(call.body)) return undefined;
      return errorOf(call, 400, 'InvalidRequest', 'At least one action needs to be specified in a rule.');
    },
  };
}
