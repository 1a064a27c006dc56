import { changed } from '../action-rule.ts';
import { ec2Resource, listOf, tagsIn } from './aws-input.ts';
import { ADDRESS, IMAGE, INSTANCE, SNAPSHOT, VOLUME } from './ec2-kinds.ts';
import { type AwsOperations, type AwsTold, refusal } from './operation.ts';
import type { SampleResource } from './sample-resource.ts';

/** Where EC2 keeps tags, by the beginning of ids. */
const TAGGED: Record<string, { type: string; code: string }> = {
  i: { type: INSTANCE, code: 'InvalidInstanceID.NotFound' },
  vol: { type: VOLUME, code: 'InvalidVolume.NotFound' },
  snap: { type: SNAPSHOT, code: 'InvalidSnapshot.NotFound' },
  ami: { type: IMAGE, code: 'InvalidAMIID.NotFound' },
  eipalloc: { type: ADDRESS, code: 'InvalidAllocationID.NotFound' },
};

/** Images have names of their own; all else of EC2 is named by a tag. */
const nameAfter = (one: SampleResource, tags: Record<string, string>): string | null =>
  one.resource_type === IMAGE ? one.name : (tags['Name'] ?? one.name);

function createTags(call: AwsTold): object {
  const added = Object.fromEntries(tagsIn(call.input).map(({ Key, Value }) => [Key, Value]));
  for (const id of listOf(call.input, 'Resources') ?? []) {
    const kind = TAGGED[id.split('-')[0] ?? ''];
    if (!kind) throw refusal('InvalidID', `The ID '${id}' is not valid`);
    const resource = ec2Resource(call, kind.type, id, kind.code);
    const all = { ...resource.tags, ...added };
    const tags = Object.fromEntries(Object.entries(all).toSorted(([one], [other]) => (one < other ? -1 : 1)));
    call.state.put({ ...changed(resource, {}), tags, name: nameAfter(resource, tags) });
  }
  return {};
}

/** What EC2 does with the tags of all it has. */
export const TAG_OPERATIONS: AwsOperations = {
  CreateTags: { reads: Object.values(TAGGED).map(({ type }) => type), answer: createTags },
};
