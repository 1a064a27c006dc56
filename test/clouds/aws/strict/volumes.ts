import { errorOf } from './errors.ts';
import { type StrictService, type StrictWorld, withText } from './world.ts';
import { mapListed, textOf, withContent } from './xml.ts';

/** Modifications of a volume within 24 hours. */
const MOST_MODIFICATIONS = 4;

/** Volumes as EC2 has them: made and modified in time, one modification after the other. */
export function strictVolumes(world: StrictWorld): StrictService {
  const { countdowns } = world;
  const modified = new Map<string, number>();

  const stateOf = (id: string): string | null => {
    if (countdowns.look(`modifying ${id}`)) return 'modifying';
    return countdowns.look(`optimizing ${id}`) ? 'optimizing' : null;
  };

  /** EC2 tells of the latest of each volume only, Moto of all. */
  function latest(text: string): string {
    const seen = new Map<string, string>();
    mapListed(text, 'volumeModificationSet', 'item', (item) => {
      seen.set(textOf(item, 'volumeId'), item);
      return item;
    });
    return mapListed(text, 'volumeModificationSet', 'item', (item) => {
      const id = textOf(item, 'volumeId');
      if (seen.get(id) !== item) return '';
      seen.delete(id);
      const state = stateOf(id);
      if (state === null) return item;
      const progress = state === 'modifying' ? '0' : '50';
      return withContent(
        withContent(withContent(item, 'modificationState', state), 'progress', progress),
        'endTime',
        '',
      ).replace('<endTime></endTime>', '');
    });
  }

  return {
    before: (call) => {
      if (call.operation !== 'ModifyVolume') return undefined;
      const id = call.form.get('VolumeId') ?? '';
      if (countdowns.isUnderWay(`modifying ${id}`) || countdowns.isUnderWay(`optimizing ${id}`))
        return errorOf(
          call,
          400,
          'IncorrectModificationState',
          `Volume ${id} cannot be modified in modification state ${countdowns.isUnderWay(`modifying ${id}`) ? 'MODIFYING' : 'OPTIMIZING'}.`,
        );
      if ((modified.get(id) ?? 0) >= MOST_MODIFICATIONS)
        return errorOf(
          call,
          400,
          'VolumeModificationRateExceeded',
          `You've reached the maximum modification rate per volume limit. A volume can be modified ${MOST_MODIFICATIONS} times within 24 hours.`,
        );
      return undefined;
    },
    after: ({ operation, form }, answer) => {
      const text = answer.body.toString();
      if (operation === 'CreateVolume') countdowns.begin(`volume ${textOf(text, 'volumeId')}`, world.looks);
      if (operation === 'ModifyVolume') {
        const id = form.get('VolumeId') ?? '';
        modified.set(id, (modified.get(id) ?? 0) + 1);
        countdowns.begin(`modifying ${id}`, world.looks);
        countdowns.begin(`optimizing ${id}`, world.looks);
        return withText(answer, withContent(text, 'modificationState', 'modifying'));
      }
      if (operation === 'DescribeVolumesModifications') return withText(answer, latest(text));
      if (operation !== 'DescribeVolumes') return answer;
      return withText(
        answer,
        mapListed(text, 'volumeSet', 'item', (item) =>
          countdowns.look(`volume ${textOf(item, 'volumeId')}`) ? withContent(item, 'status', 'creating') : item,
        ),
      );
    },
  };
}
