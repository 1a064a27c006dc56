import { describe, expect, it } from 'vitest';
import { templateAnswers } from '../../core/templates/index.ts';
import { type Draft, draftErrors, draftOf, EMPTY, isOfTemplate, withValue } from './policy-draft.ts';

const draft = draftOf(templateAnswers().find(({ id }) => id === 'allowed-regions')!);
const edited = ({ body, values }: Draft, changed: Partial<Draft['body']>): Draft => ({
  body: { ...body, ...changed },
  values,
});

describe('a draft', () => {
  it('begins with the defaults of its template, and is written anew with other values', () => {
    expect(draft.body).toMatchObject({ name: 'Allowed regions', template_id: 'allowed-regions' });
    expect(isOfTemplate(draft)).toBe(true);
    const changed = withValue(edited(draft, { name: 'Mine' }), 'regions', ['eu-north-1']);
    expect(changed.body).toMatchObject({ name: 'Mine', must_hold: 'resource.region in ["eu-north-1"]' });
    expect(isOfTemplate(changed)).toBe(true);
  });

  it('is of no template once it was changed by hand, until it is written anew', () => {
    const by_hand = edited(draft, { must_hold: 'true' });
    expect(isOfTemplate(by_hand)).toBe(false);
    expect(isOfTemplate(edited(draft, { subject: 'account' }))).toBe(false);
    expect(isOfTemplate(withValue(by_hand, 'regions', ['a']))).toBe(true);
    expect(isOfTemplate(EMPTY)).toBe(false);
    expect(withValue(EMPTY, 'regions', ['a']).body).toEqual(EMPTY.body);
  });

  it('says what has to be filled in', () => {
    expect(Object.keys(draftErrors(EMPTY.body))).toEqual(['name', 'must_hold']);
    expect(draftErrors(draft.body)).toEqual({});
  });
});
