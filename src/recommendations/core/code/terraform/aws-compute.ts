import { attribute, attributes, block, Expression, JsonText, type Value } from '../hcl.ts';
import { fileNameFor } from '../names.ts';
import { CannotExpress, type Resource, type Source } from './draft.ts';
import { changed, made, removed, type Writers } from './writer.ts';

/** `aws` in `arn:aws:ec2:…`; China and GovCloud have others. */
const partitionOf = ({ request }: Source): string => /^arn:(aws[a-z-]*):/.exec(request.resource_id)?.[1] ?? 'aws';

const instance = (source: Source) => ({
  type: 'aws_instance',
  keeps: { ami: source.needText('image_id'), instance_type: source.needText('instance_type') },
});

/** Types whose family ends in `g` after its number, such as `m6g` and `c7gn`, have Arm processors; so has `a1`. */
const isArm = (type: string): boolean => /^(a1\.|[a-z]+\d+g)/.test(type);

function needSameArchitecture(source: Source, from: string, to: string): void {
  if (isArm(from) !== isArm(to))
    throw new CannotExpress(
      `${to} has another kind of processor than ${from}: ${source.request.resource_id} has to be set up anew from an image for it, which Terraform can't do in place.`,
    );
}

const imageName = (instance_id: string): string => `finopsmind-${fileNameFor(instance_id)}`;

const nameOf = (instance_id: string): string => `finopsmind-${fileNameFor(instance_id)}`.slice(0, 58);
const allow = (rest: Record<string, Value>): Value =>
  new JsonText({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...rest }] });

/** The role that the schedules act in, which may start and stop this instance only. */
function scheduleRole(source: Source, instance_id: string): Resource[] {
  const { account_id } = source.request;
  const arn = `arn:${partitionOf(source)}:ec2:${source.region()}:${account_id}:instance/${instance_id}`;
  return [
    made(source, {
      type: 'aws_iam_role',
      keeps: {
        name: nameOf(instance_id),
        assume_role_policy: allow({
          Action: 'sts:AssumeRole',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': account_id } },
        }),
      },
    }),
    made(source, {
      type: 'aws_iam_role_policy',
      keeps: {
        name: 'start-and-stop',
        role: new Expression(`aws_iam_role.${source.label}.id`),
        policy: allow({ Action: ['ec2:StartInstances', 'ec2:StopInstances'], Resource: arn }),
      },
    }),
  ];
}

function schedule(source: Source, instance_id: string, verb: 'start' | 'stop', cron: string): Resource {
  const target = attributes({
    arn: `arn:${partitionOf(source)}:scheduler:::aws-sdk:ec2:${verb}Instances`,
    role_arn: new Expression(`aws_iam_role.${source.label}.arn`),
    input: new JsonText({ InstanceIds: [instance_id] }),
  });
  return made(source, {
    type: 'aws_scheduler_schedule',
    label: `${source.label}__${verb}`,
    keeps: {
      name: `${nameOf(instance_id)}-${verb}`,
      schedule_expression: `cron(${cron} *)`,
      schedule_expression_timezone: 'UTC',
    },
    blocks: [block('flexible_time_window', [], [attribute('mode', 'OFF')]), block('target', [], target)],
  });
}

const nodegroup = ({ label }: Source): string => `data.aws_eks_node_group.${label}`;

/** Machines: instances, functions, node groups. */
export const awsCompute: Writers<
  | 'ec2.stop_instance'
  | 'ec2.terminate_instance'
  | 'ec2.resize_instance'
  | 'ec2.schedule_instance'
  | 'lambda.set_memory'
  | 'eks.resize_nodegroup'
> = {
  'ec2.stop_instance': ({ instance_id }, source) => ({
    resources: [
      made(source, {
        type: 'aws_ec2_instance_state',
        import_id: instance_id,
        keeps: { instance_id },
        sets: { state: 'stopped' },
      }),
    ],
    notes: [
      'While this stays in your state, every apply stops the instance again.',
      'Data on instance store volumes is lost when it stops, and a public address that is no Elastic IP changes.',
    ],
    undo: 'Set state to "running" and apply.',
  }),
  'ec2.terminate_instance': ({ instance_id }, source) => ({
    resources: [
      removed(source, { ...instance(source), import_id: instance_id }),
      made(source, {
        type: 'aws_ami_from_instance',
        label: `${source.label}__backup`,
        keeps: {
          name: imageName(instance_id),
          source_instance_id: instance_id,
          snapshot_without_reboot: true,
        },
        proof: [
          ...attributes({ most_recent: true, owners: ['self'] }),
          ...[
            ['name', imageName(instance_id)],
            ['state', 'available'],
          ].map(([name = '', value = '']) =>
            block('filter', [], [attribute('name', name), attribute('values', [value])]),
          ),
        ],
        proof_type: 'aws_ami',
        remark: 'An image of it, made before it is deleted; it stays, and its snapshots are charged for.',
      }),
    ],
    notes: [
      'The first step makes an image (AMI) of the running instance, without a restart: stop it before, if what it writes must be consistent. The second step looks for the image, and has no plan without it.',
      'If termination protection is on, AWS refuses the second step: switch it off first, if nobody needs it.',
    ],
    undo: 'Start an instance from the image that the first step made; its id and private address are new ones.',
  }),
  'ec2.resize_instance': ({ instance_id, instance_type, from_instance_type }, source) => {
    needSameArchitecture(source, from_instance_type, instance_type);
    return {
      resources: [changed(source, { ...instance(source), import_id: instance_id, sets: { instance_type } })],
      notes: [
        'Terraform stops the instance, changes its type and starts it again. Data on instance store volumes is lost, and a public address that is no Elastic IP changes.',
        'When AWS has no capacity of the new type, the instance stays stopped: set the old type and apply again.',
      ],
      undo: `Set instance_type back to "${from_instance_type}" and apply.`,
    };
  },
  'ec2.schedule_instance': ({ instance_id, start_hour, stop_hour }, source) => ({
    resources: [
      ...scheduleRole(source, instance_id),
      schedule(source, instance_id, 'start', `0 ${start_hour} ? * MON-FRI`),
      // The end of a day is the beginning of the next.
      schedule(source, instance_id, 'stop', stop_hour === 24 ? '0 0 ? * TUE-SAT' : `0 ${stop_hour} ? * MON-FRI`),
    ],
    notes: [
      'The instance itself is not touched: Amazon EventBridge Scheduler starts and stops it, on weekdays, in UTC.',
      'Whoever applies this needs to make an IAM role. A volume encrypted with a key of your own also needs kms:CreateGrant for that role, else the instance does not start again.',
    ],
    undo: 'Run terraform destroy: the schedules and their role go, the instance stays as it is; start it if it is stopped.',
  }),
  'lambda.set_memory': ({ function_name, memory_mib, from_memory_mib }, source) => {
    const known = new Expression(`data.aws_lambda_function.${source.label}`);
    const image = source.text('package_type') === 'Image';
    const at = (name: string): Value => new Expression(`${known.text}.${name}`);
    return {
      data: [
        {
          type: 'aws_lambda_function',
          label: source.label,
          body: [attribute('function_name', function_name)],
        },
      ],
      resources: [
        changed(source, {
          type: 'aws_lambda_function',
          import_id: function_name,
          keeps: {
            function_name,
            role: at('role'),
            ...(image
              ? { package_type: 'Image', image_uri: at('image_uri') }
              : { handler: at('handler'), runtime: at('runtime'), filename: 'not-deployed-from-here.zip' }),
          },
          sets: { memory_size: memory_mib },
          remark: image
            ? undefined
            : 'Its code is not touched: filename is there because Terraform asks for one, and ignored.',
        }),
      ],
      notes: [
        'Memory is also processing power: watch duration and errors after the change.',
        'A plan shows environment variables of the function: keep it where only those who may see them can read it.',
      ],
      undo: `Set memory_size back to ${from_memory_mib} and apply.`,
    };
  },
  'eks.resize_nodegroup': (parameters, source) => {
    const { cluster, nodegroup: node_group_name } = parameters;
    return {
      data: [
        {
          type: 'aws_eks_node_group',
          label: source.label,
          body: attributes({ cluster_name: cluster, node_group_name }),
        },
      ],
      resources: [
        changed(source, {
          type: 'aws_eks_node_group',
          import_id: `${cluster}:${node_group_name}`,
          keeps: {
            cluster_name: cluster,
            node_group_name,
            node_role_arn: new Expression(`${nodegroup(source)}.node_role_arn`),
            subnet_ids: new Expression(`${nodegroup(source)}.subnet_ids`),
          },
          sets: {},
          set_blocks: {
            scaling_config: attributes({
              desired_size: parameters.desired_nodes,
              min_size: parameters.minimum_nodes,
              max_size: parameters.maximum_nodes,
            }),
          },
        }),
      ],
      notes: [
        'Pods of nodes that go are moved, as far as their disruption budgets and the room on other nodes let them.',
        'If an autoscaler manages the group, it decides about the number of nodes within the limits that are set here.',
      ],
      undo: `Set desired_size back to ${parameters.from_desired_nodes} and min_size to ${parameters.from_minimum_nodes}, and apply.`,
    };
  },
};
