import type { CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import {
  type Answers,
  type Condition,
  type Configuration,
  defineAction,
  type Inspection,
  type Standing,
  type Step,
  type Subject,
} from '../../action.ts';
import { describeVolume, holdersOf, performanceOf, performanceText, type Volume, volumeIn } from './ebs-volume.ts';
import { goneInspection, holds, isUnanswered, unread, unreadInspection, warning } from './services-common.ts';
import { DAY_SECONDS, ec2, filter, listIn, notManaged, stackWarnings, tagsOf } from './storage-parts.ts';

type Modification = Subject<'ec2.modify_volume'>;
type Parameters = Modification['parameters'];

/** Amazon EC2 API Reference, ModifyVolume: what a change to the type brings where nothing is said. */
const DEFAULT_IOPS = 3_000;
const DEFAULT_THROUGHPUT_MIBPS = 125;
/** Amazon EBS User Guide, “General Purpose SSD volumes”: gp2 up to this size gives 128 MiB/s, larger ones up to 250. */
const SMALL_GP2_GIB = 170;
const GP2_THROUGHPUT_MIBPS = 250;
/** The same: “it can take more than 24 hours for a new performance configuration to take effect”. */
const OPTIMIZING_SECONDS = 2 * DAY_SECONDS;
const RATE_REFUSAL = 'VolumeModificationRateExceeded';
const BUSY_REFUSAL = 'IncorrectModificationState';

/** What is read of a change in the answer of DescribeVolumesModifications. */
interface VolumeModification {
  ModificationState?: string;
  StatusMessage?: string;
  Progress?: number;
  StartTime?: string;
  TargetVolumeType?: string;
  TargetIops?: number;
  TargetThroughput?: number;
}

const look = (subject: Modification) => describeVolume(subject, subject.parameters.volume_id);
/** By a filter: asked for by id, a volume that was never modified is an error. */
const lookAtModifications = (subject: Modification) =>
  ec2(subject, 'DescribeVolumesModifications', { Filters: [filter('volume-id', subject.parameters.volume_id)] });

const newestIn = (answer: CloudAnswer | undefined): VolumeModification | undefined =>
  listIn<VolumeModification>(answer, 'VolumesModifications')
    .toSorted((a, b) => (a.StartTime ?? '').localeCompare(b.StartTime ?? ''))
    .at(-1);

const isUnderWay = (modification: VolumeModification | undefined): boolean =>
  modification?.ModificationState === 'modifying' || modification?.ModificationState === 'optimizing';

/** What the volume is told to be, with what AWS makes of what is left out. */
function targetOf({ volume_type, from_volume_type, iops, throughput_mibps }: Parameters, volume: Volume) {
  const is_new_type = volume_type !== from_volume_type;
  const told = performanceOf(volume_type, iops, throughput_mibps);
  const kept = performanceOf(volume_type, volume.Iops, volume.Throughput);
  const untold = is_new_type ? performanceOf(volume_type, DEFAULT_IOPS, DEFAULT_THROUGHPUT_MIBPS) : kept;
  return { VolumeType: volume_type, told, ...untold, ...told };
}

/** Whether a volume of this type and performance is as it is to be. */
const isAs = (
  found: { type: string | undefined; iops: number | undefined; throughput: number | undefined },
  wanted: { VolumeType: string; Iops?: number; Throughput?: number },
): boolean =>
  found.type === wanted.VolumeType &&
  (wanted.Iops === undefined || found.iops === wanted.Iops) &&
  (wanted.Throughput === undefined || found.throughput === wanted.Throughput);

const ofVolume = ({ VolumeType, Iops, Throughput }: Volume) => ({
  type: VolumeType,
  iops: Iops,
  throughput: Throughput,
});
const ofTarget = ({ TargetVolumeType, TargetIops, TargetThroughput }: VolumeModification) => ({
  type: TargetVolumeType,
  iops: TargetIops,
  throughput: TargetThroughput,
});

/** MiB/s that a volume may give: of gp2 by its size. */
const throughputOf = ({ VolumeType, Size = 0, Throughput }: Volume): number | null =>
  VolumeType === 'gp2'
    ? Size > SMALL_GP2_GIB
      ? GP2_THROUGHPUT_MIBPS
      : DEFAULT_THROUGHPUT_MIBPS
    : (Throughput ?? null);

function performanceStays(parameters: Parameters, volume: Volume): Condition {
  const target = targetOf(parameters, volume);
  const [iops, throughput] = [volume.Iops ?? null, throughputOf(volume)];
  const less = [
    ...(iops !== null && target.Iops !== undefined && target.Iops < iops
      ? [`${target.Iops} IOPS instead of ${iops}`]
      : []),
    ...(throughput !== null && target.Throughput !== undefined && target.Throughput < throughput
      ? [`${target.Throughput} MiB/s instead of up to ${throughput}`]
      : []),
  ];
  const text = 'performance stays';
  const given = performanceText(target.Iops, target.Throughput);
  return less.length > 0
    ? warning('performance_stays', text, `It gives ${less.join(' and ')} afterwards. Make sure that this is enough.`)
    : holds('performance_stays', text, true, { met: `It has ${given} afterwards, no less than now.`, not_met: '' });
}

/** Of a change within one type, it is the performance that the finding rests on. */
function performanceAsFound(parameters: Parameters, { Iops, Throughput }: Volume): Condition[] {
  const { volume_type, from_volume_type, from_iops, from_throughput_mibps } = parameters;
  if (volume_type !== from_volume_type) return [];
  const is_so = (from: number | null, now: number | undefined): boolean => from === null || from === (now ?? null);
  const found = performanceText(from_iops, from_throughput_mibps);
  return [
    holds('performance_as_found', `with ${found}`, is_so(from_iops, Iops) && is_so(from_throughput_mibps, Throughput), {
      met: `It has ${performanceText(Iops, Throughput)}.`,
      not_met: `It has ${performanceText(Iops, Throughput)} now, not ${found} as it was found.`,
    }),
  ];
}

function conditionsOf({ parameters }: Modification, volume: Volume, { modifications }: Answers): Condition[] {
  const newest = newestIn(modifications);
  const { from_volume_type, volume_type, size_gib } = parameters;
  const is_boot = volume.Attachments?.some(({ Device }) => Device === '/dev/xvda' || Device === '/dev/sda1') ?? false;
  return [
    holds('in_use_or_available', 'in use or available', volume.State === 'in-use' || volume.State === 'available', {
      met: `It is ${volume.State}.`,
      not_met: `It is ${volume.State}; AWS changes volumes that are in use or available.`,
    }),
    holds('type_as_found', `of the type ${from_volume_type}`, volume.VolumeType === from_volume_type, {
      met: `Its type is ${from_volume_type}.`,
      not_met: `Its type is ${volume.VolumeType} now, not ${from_volume_type} as it was found.`,
    }),
    ...performanceAsFound(parameters, volume),
    holds('size_as_found', `of ${size_gib} GiB`, volume.Size === size_gib, {
      met: `It has ${size_gib} GiB, and keeps them.`,
      not_met: `It has ${volume.Size} GiB now, not ${size_gib}: what suits it may be something else.`,
    }),
    isUnanswered(modifications)
      ? unread('no_other_change', 'no other change under way', modifications)
      : holds('no_other_change', 'no other change under way', !isUnderWay(newest), {
          met: 'AWS is not at another change of it.',
          not_met: `AWS is still at another change of it (${newest?.ModificationState}, ${newest?.Progress ?? 0} %), and takes the next one when that is completed.`,
        }),
    holds('not_multi_attach', 'not for several instances at once', volume.MultiAttachEnabled !== true, {
      met: 'It is for one instance at a time.',
      not_met: 'It may be attached to several instances at once (Multi-Attach); AWS does not change the type of such.',
    }),
    holds('suits_boot', 'of a type that instances start from', !(is_boot && /^(st1|sc1)$/.test(volume_type)), {
      met: is_boot ? `An instance starts from it, which it can from ${volume_type}.` : 'No instance starts from it.',
      not_met: `An instance starts from it, which it can't from ${volume_type}.`,
    }),
    notManaged(volume.Operator),
    performanceStays(parameters, volume),
    ...(from_volume_type === 'standard'
      ? [warning('can_go_back', 'can go back', 'It is magnetic, and AWS makes no volume magnetic again: this stays.')]
      : []),
    ...stackWarnings(tagsOf(volume.Tags)),
  ];
}

const shown = (found: {
  type: string | undefined;
  iops?: number | undefined;
  throughput?: number | undefined;
}): Configuration => ({
  volume_type: found.type ?? null,
  iops: found.iops ?? null,
  throughput_mibps: found.throughput ?? null,
});

function inspect(subject: Modification, answers: Answers): Inspection {
  const { volume: answer } = answers;
  if (isUnanswered(answer)) return unreadInspection(answer);
  const volume = volumeIn(answer);
  if (volume === null) return goneInspection;
  const holders = holdersOf(volume);
  const target = targetOf(subject.parameters, volume);
  return {
    exists: true,
    tags: tagsOf(volume.Tags),
    state: { ...shown(ofVolume(volume)), size_gib: volume.Size ?? null, attached_to: holders },
    before: shown(ofVolume(volume)),
    after: shown({ type: target.VolumeType, iops: target.Iops, throughput: target.Throughput }),
    conditions: conditionsOf(subject, volume, answers),
    dependents:
      holders === null ? [] : [`${holders} goes on using it; for hours it may be as slow as the slower of both`],
    is_done: isAs(ofVolume(volume), target),
  };
}

/**
 * While AWS optimizes, the volume is in use with its new configuration, no slower than the slower of both, and charged
 * for as such (Amazon EBS User Guide, “Monitor the progress of volume modifications”): the change is in effect.
 */
function whetherInEffect(modification: VolumeModification | undefined, target: ReturnType<typeof targetOf>): Standing {
  if (modification === undefined || !isAs(ofTarget(modification), target)) return { at: 'todo' };
  const { ModificationState: state, Progress } = modification;
  if (state === 'modifying') return { at: 'under_way', message: `AWS is modifying it (${Progress ?? 0} %).` };
  // AWS says of failed ones that nothing is wrong with the volume, and to try again.
  return state === 'failed' ? { at: 'todo' } : { at: 'done' };
}

function modify(subject: Modification, volume: Volume): Step {
  const target = targetOf(subject.parameters, volume);
  return {
    id: 'modify',
    title: `Make it ${target.VolumeType}, and wait until that is in effect`,
    look: lookAtModifications(subject),
    judge: (answer) => whetherInEffect(newestIn(answer), target),
    call: ec2(subject, 'ModifyVolume', {
      VolumeId: subject.parameters.volume_id,
      VolumeType: target.VolumeType,
      ...target.told,
    }),
    timeout_seconds: DAY_SECONDS,
  };
}

const verify = (subject: Modification, volume: Volume): Step => {
  const target = targetOf(subject.parameters, volume);
  return {
    id: 'modified',
    title: 'Look whether the volume is as it is to be, and as large as before',
    look: look(subject),
    judge: (answer) => {
      const now = volumeIn(answer);
      if (now === null) return { at: 'impossible', because: 'The volume is gone.' };
      if (now.State === 'error') return { at: 'impossible', because: 'AWS says that the volume is in error.' };
      if (now.Size !== volume.Size)
        return { at: 'impossible', because: `It has ${now.Size} GiB now, and had ${volume.Size}.` };
      return isAs(ofVolume(now), target)
        ? { at: 'done' }
        : {
            at: 'under_way',
            message: `It is still ${now.VolumeType} with ${performanceText(now.Iops, now.Throughput)}.`,
          };
    },
    call: null,
    timeout_seconds: 3_600,
  };
};

/** AWS takes no other change before this one is completed. */
const waitForOptimizing = (subject: Modification): Step => ({
  id: 'wait',
  title: 'Wait until AWS has completed the change',
  look: lookAtModifications(subject),
  judge: (answer) => {
    const newest = newestIn(answer);
    return isUnderWay(newest)
      ? { at: 'under_way', message: `AWS is ${newest?.ModificationState} (${newest?.Progress ?? 0} %).` }
      : { at: 'done' };
  },
  call: null,
  timeout_seconds: OPTIMIZING_SECONDS,
});

function modifyBack(subject: Modification, volume: Volume): Step {
  const { VolumeType = '', Iops, Throughput } = volume;
  const former = { VolumeType, ...performanceOf(VolumeType, Iops, Throughput) };
  return {
    id: 'modify_back',
    title: `Make it ${VolumeType} again, as soon as AWS takes another change`,
    look: look(subject),
    judge: (answer) => {
      const now = volumeIn(answer);
      if (now === null) return { at: 'impossible', because: 'The volume is gone.' };
      return isAs(ofVolume(now), former) ? { at: 'done' } : { at: 'todo' };
    },
    call: ec2(subject, 'ModifyVolume', { VolumeId: subject.parameters.volume_id, ...former }),
    // Four changes within any 24 hours (Amazon EC2 API Reference, ModifyVolume).
    timeout_seconds: DAY_SECONDS + 3_600,
    passing_refusals: [RATE_REFUSAL, BUSY_REFUSAL],
  };
}

/** Changes type and performance of an EBS volume while it is in use; never its size. */
export const ec2ModifyVolume = defineAction({
  action: 'ec2.modify_volume',
  title: 'Change the type of an EBS volume',
  cloud: 'aws',
  resource_types: ['AWS::EC2::Volume'],
  destructive: false,
  interruption: null,
  reversibility: 'full',
  undo_text:
    'It gets its former type and performance. AWS takes that only when the change is completed, which may be after a day, and takes four changes of a volume within 24 hours: undoing waits for both. Magnetic volumes stay what they were made.',
  undo_days: null,
  permissions: {
    look: ['ec2:DescribeVolumes', 'ec2:DescribeVolumesModifications'],
    change: ['ec2:ModifyVolume'],
    undo: ['ec2:ModifyVolume'],
  },
  reads: (subject) => ({ volume: look(subject), modifications: lookAtModifications(subject) }),
  inspect,
  steps: (subject, before) => [modify(subject, volumeIn(before['volume']) ?? {})],
  verification: (subject, before) => [verify(subject, volumeIn(before['volume']) ?? {})],
  undo: (subject, before) =>
    subject.parameters.from_volume_type === 'standard'
      ? []
      : [waitForOptimizing(subject), modifyBack(subject, volumeIn(before['volume']) ?? {})],
});
