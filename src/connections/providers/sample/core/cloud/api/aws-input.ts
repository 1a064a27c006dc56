import { z } from 'zod';
import type { AwsTag } from '../../../../aws/core/inventory/common.ts';
import { shortId } from '../network-ids.ts';
import { type AwsTold, type Input, missing, refusal } from './operation.ts';
import type { SampleResource } from './sample-resource.ts';

const texts = z.array(z.string());
const tagList = z.array(z.object({ Key: z.string(), Value: z.string().default('') }));
const tagSpecifications = z.array(z.object({ ResourceType: z.string().optional(), Tags: tagList.default([]) }));
const filterList = z.array(z.object({ Name: z.string(), Values: z.array(z.string()).default([]) }));

/** The value of a member that a call must have. */
export function needed(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw refusal('MissingParameter', `The request must contain the parameter ${name}.`);
}

/** The text of a member; undefined where there is none. */
export const textOf = (input: Input, name: string): string | undefined =>
  typeof input[name] === 'string' ? input[name] : undefined;

/** The number of a member; undefined where there is none. */
export const numberIn = (input: Input, name: string): number | undefined =>
  typeof input[name] === 'number' ? input[name] : undefined;

function parsed<T>(schema: z.ZodType<T>, input: Input, name: string): T {
  const read = schema.safeParse(input[name]);
  if (read.success) return read.data;
  throw refusal('InvalidParameterValue', `The value of ${name} is not one that the operation takes.`);
}

/** A list of texts; undefined where it is left out, or empty, which AWS takes for all. */
export const listOf = (input: Input, name: string): string[] | undefined =>
  input[name] === undefined || (input[name] as unknown[]).length === 0 ? undefined : parsed(texts, input, name);

/** The tags that a call gives to what it creates of one kind, such as `volume`. */
export const tagsFor = (input: Input, kind: string): AwsTag[] =>
  input['TagSpecifications'] === undefined
    ? []
    : parsed(tagSpecifications, input, 'TagSpecifications').flatMap(({ ResourceType, Tags }) =>
        ResourceType === kind ? Tags : [],
      );

/** The tags of `Tags`. */
export const tagsIn = (input: Input): { Key: string; Value: string }[] => parsed(tagList, input, 'Tags');

/** Tags as AWS answers them. */
export const tagsAsList = (tags: Record<string, string>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** What a filter of a name compares with. */
export type FilterNames = Readonly<Record<string, (resource: SampleResource) => readonly unknown[]>>;

function valuesOf(names: FilterNames, name: string): (resource: SampleResource) => readonly unknown[] {
  if (name.startsWith('tag:')) return ({ tags }) => [tags[name.slice('tag:'.length)]];
  if (name === 'tag-key') return ({ tags }) => Object.keys(tags);
  const known = names[name];
  if (!known) throw refusal('InvalidParameterValue', `The filter '${name}' is invalid`);
  return known;
}

/** Those that pass all `Filters`, each of which takes any of its values. */
export function filtered(resources: SampleResource[], input: Input, names: FilterNames): SampleResource[] {
  const filters = input['Filters'] === undefined ? [] : parsed(filterList, input, 'Filters');
  return filters.reduce((left, { Name, Values }) => {
    const valuesIn = valuesOf(names, Name);
    return left.filter((one) => valuesIn(one).some((value) => value !== undefined && Values.includes(String(value))));
  }, resources);
}

/** One resource of EC2 by its short id. Throws, with `code`, where there is none in the region. */
export function ec2Resource({ state, region }: AwsTold, type: string, id: string, code: string): SampleResource {
  const found = state.ofType(type, region).find(({ resource_id }) => shortId(resource_id) === id);
  if (!found) throw missing(code, `The ID '${id}' does not exist`);
  return found;
}

/** Those that a call names in the list `name`, else all of the region; then those that pass its filters. */
export function describedBy(
  call: AwsTold,
  { type, name, code, filters }: { type: string; name: string; code: string; filters: FilterNames },
): SampleResource[] {
  const ids = listOf(call.input, name);
  const named = ids?.map((id) => ec2Resource(call, type, id, code)) ?? call.state.ofType(type, call.region);
  return filtered(named, call.input, filters);
}
