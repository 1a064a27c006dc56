import { describe, expect, it } from 'vitest';
import { exceptionScopeSchema } from '../../core/settings.ts';
import { EMPTY_FORM, type ExceptionForm, problemsOf, scopeOf, scopeTexts } from './exception-form.ts';

const form = (more: Partial<ExceptionForm>): ExceptionForm => ({ ...EMPTY_FORM, reason: 'Needed', ...more });

describe('the form of an exception', () => {
  it.each([
    [form({ account_id: ' 111122223333 ' }), ['Account 111122223333']],
    [form({ tag_key: 'env', tag_value: 'prod' }), ['Tag env = prod']],
    [form({ account_id: '1', resource_id: 'arn:aws:s3:::logs' }), ['Account 1', 'arn:aws:s3:::logs']],
  ])('names resources as the API takes them: %o', (filled, texts) => {
    const scope = scopeOf(filled);
    expect(exceptionScopeSchema.safeParse(scope).error).toBeUndefined();
    expect(scope && scopeTexts(scope)).toEqual(texts);
    expect(problemsOf(filled, 0)).toEqual({});
  });

  it.each([
    [EMPTY_FORM, 0, ['scope', 'reason']],
    [form({ tag_value: 'prod' }), 0, ['scope']],
    [form({ account_id: '1', excluded: false }), 0, ['rule_id']],
    [form({ account_id: '1', excluded: false, rule_id: 'ec2-idle' }), 0, ['parameters']],
    [form({ account_id: '1', excluded: false, rule_id: 'ec2-idle' }), 1, []],
  ])('says what is missing: %o with %i changed', (filled, changed, missing) =>
    expect(Object.keys(problemsOf(filled, changed))).toEqual(missing),
  );
});
