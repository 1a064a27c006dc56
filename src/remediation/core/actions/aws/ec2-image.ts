import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Standing, Step } from '../../action.ts';
import { type Instance, instanceIdOf, type OfInstance, volumesOf } from './ec2-instance.ts';
import { createdBy, DAY_SECONDS, ec2, listIn, REMEDIATION_TAG, SHORT_SECONDS, tagsOfCopy } from './storage-parts.ts';

interface Image {
  ImageId?: string;
  State?: string;
  StateReason?: { Message?: string };
  BlockDeviceMappings?: { DeviceName?: string; Ebs?: { SnapshotId?: string } }[];
}

/** Asks for the images that this remediation has made. */
const describeOwnImages = (subject: OfInstance): AwsCall =>
  ec2(subject, 'DescribeImages', { Owners: ['self'], Filters: [createdBy(subject)] });

const imageIn = (answer: CloudAnswer): Image | undefined => listIn<Image>(answer, 'Images')[0];

/** Whether an image is there, with a snapshot for every volume of the instance. */
function whetherWhole(
  { ImageId = '', State, StateReason, BlockDeviceMappings = [] }: Image,
  instance: Instance,
): Standing {
  if (State === 'pending') return { at: 'under_way', message: `The image ${ImageId} is being made.` };
  if (State !== 'available')
    return { at: 'impossible', because: `AWS could not make the image ${ImageId} (${StateReason?.Message ?? State}).` };
  const saved = new Set(
    BlockDeviceMappings.flatMap(({ DeviceName, Ebs }) => (Ebs?.SnapshotId ? (DeviceName ?? []) : [])),
  );
  const missing = volumesOf(instance).filter(({ device }) => !saved.has(device));
  return missing.length === 0
    ? { at: 'done', kept: { image_id: ImageId } }
    : {
        at: 'impossible',
        because: `The image ${ImageId} has no snapshot of ${missing.map(({ volume_id }) => volume_id).join(', ')}: it is not kept for whole.`,
      };
}

/** Makes an image of the stopped instance, and waits until it is available. */
export function makeImage(subject: OfInstance, instance: Instance): Step {
  const Tags = tagsOfCopy(subject, instance.Tags);
  return {
    id: 'image',
    title: 'Make an image of the instance, and wait until it is available',
    look: describeOwnImages(subject),
    judge: (answer) => {
      const image = imageIn(answer);
      return image === undefined ? { at: 'todo' } : whetherWhole(image, instance);
    },
    call: ec2(subject, 'CreateImage', {
      InstanceId: instanceIdOf(subject),
      // No second image of one name is made, even where the first does not show yet.
      Name: `${REMEDIATION_TAG.replace(':', '-')}-${subject.remediation_id}`,
      Description: `Before ${instanceIdOf(subject)} was terminated`,
      TagSpecifications: [
        { ResourceType: 'image', Tags },
        { ResourceType: 'snapshot', Tags },
      ],
    }),
    // The first snapshots of large volumes take hours.
    timeout_seconds: DAY_SECONDS,
    passing_refusals: [
      'InvalidAMIName.Duplicate',
      'ConcurrentSnapshotLimitExceeded',
      'SnapshotCreationPerVolumeRateExceeded',
    ],
  };
}

/** Looks whether the image is still there. */
export const imageKept = (subject: OfInstance, instance: Instance): Step => ({
  id: 'image_kept',
  title: 'Look whether the image is available',
  look: describeOwnImages(subject),
  judge: (answer) => {
    const image = imageIn(answer);
    return image === undefined
      ? { at: 'impossible', because: 'The image that was made of the instance is gone.' }
      : whetherWhole(image, instance);
  },
  call: null,
  timeout_seconds: SHORT_SECONDS,
});
