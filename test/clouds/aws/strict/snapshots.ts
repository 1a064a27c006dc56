import { type StrictService, type StrictWorld, withText } from './world.ts';
import { mapListed, textOf, withContent } from './xml.ts';

/** Moto lists the snapshots of its catalogue of images among those of the account. */
const isOfCatalogue = (item: string): boolean =>
  textOf(item, 'description').startsWith('Auto-created snapshot for AMI');

/** Snapshots as EC2 has them: `pending` first, and not always `completed` then. */
export function strictSnapshots(world: StrictWorld): StrictService {
  const { countdowns } = world;
  const failing = new Set<string>();

  const shown = (item: string): string => {
    if (isOfCatalogue(item)) return '';
    const id = textOf(item, 'snapshotId');
    const is_pending = countdowns.look(`snapshot ${id}`);
    if (!is_pending && !failing.has(id)) return item;
    return withContent(withContent(item, 'status', is_pending ? 'pending' : 'error'), 'progress', '40%');
  };

  return {
    after: ({ operation }, answer) => {
      const text = answer.body.toString();
      if (operation === 'DescribeSnapshots') return withText(answer, mapListed(text, 'snapshotSet', 'item', shown));
      if (operation !== 'CreateSnapshot') return answer;
      const id = textOf(text, 'snapshotId');
      countdowns.begin(`snapshot ${id}`, world.looks);
      if (world.snapshots_fail) failing.add(id);
      return withText(answer, withContent(text, 'status', 'pending'));
    },
  };
}
