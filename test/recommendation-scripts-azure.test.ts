import { describe, expect, it } from 'vitest';
import { ACTIONS, type Action } from '../src/recommendations/core/change.ts';
import type { CodeRequest } from '../src/recommendations/core/code/types.ts';
import { type Answers, runScript } from './support/command-line.ts';
import { codeRequest } from './support/terraform-requests.ts';

const SUBSCRIPTION = '22222222-2222-4222-8222-222222222222';
const GROUP = `--subscription ${SUBSCRIPTION} --resource-group shop`;
const POWER = 'vm get-instance-view';
const [RUNNING, STOPPED, DEALLOCATED] = ['PowerState/running', 'PowerState/stopped', 'PowerState/deallocated'];
const GONE = { fails: '(ResourceNotFound) The Resource was not found.\nCode: ResourceNotFound' };
const CONFIRMED = { CONFIRM_PERMANENT: 'yes' };

interface Case {
  action: Action;
  /** What is said of the resource as the recommendation found it, and as it is after the change. */
  answers: Answers;
  /** Calls that change something, in order; `ID` is the resource's id, and a time of this run is left out. */
  changes: string[];
  /** What is otherwise, each with what the script says to it. */
  otherwise: [Answers, string][];
}

const setting = (action: Action, command: string, [from, to]: [string, string], more: Answers = {}): Case => ({
  action,
  answers: { '--query sku.name': [from, to], ...more, [`${command} update`]: '' },
  changes: [`${command} update --ids ID --sku ${to} --output none`],
  otherwise: [
    [{ '--query sku.name': 'Other' }, `is Other now, not ${from}`],
    [{ '--query sku.name': from }, `is ${from}, not ${to}`],
  ],
});

const removal = (
  action: Action,
  command: string,
  unused: Answers,
  [used, says]: [Answers, string],
  yes = '',
): Case => ({
  action,
  answers: { ...unused, '--output json': '{"id": "x"}', [`${command} delete`]: '' },
  changes: [`${command} delete --ids ID${yes}`],
  otherwise: [
    [used, says],
    [{ '--output json': '' }, 'is empty, so nothing was changed'],
  ],
});

const SNAPSHOT = `snapshot create ${GROUP} --name Data-1-before-deletion-TIME --location westeurope --source ID --incremental true --sku Standard_LRS --output none`;

const CASES: Case[] = [
  {
    action: 'azure.deallocate_vm',
    answers: { [POWER]: [RUNNING!, DEALLOCATED!], 'vm deallocate': '' },
    changes: ['vm deallocate --ids ID --output none'],
    otherwise: [
      [{ [POWER]: 'PowerState/starting' }, 'is starting now'],
      [{ [POWER]: '' }, 'not running or stopped'],
    ],
  },
  {
    action: 'azure.resize_vm',
    answers: {
      'hardwareProfile.vmSize': ['standard_d8s_v5', 'Standard_D4s_v5'],
      '--query location': 'westeurope',
      'vm list-skus': 'Standard_D4s_v5\nStandard_D4s_v5_other',
      [POWER]: RUNNING!,
      'vm deallocate': '',
      'vm resize': '',
      'vm start': '',
    },
    changes: [
      'vm deallocate --ids ID --output none',
      'vm resize --ids ID --size Standard_D4s_v5 --output none',
      'vm start --ids ID --output none',
    ],
    otherwise: [
      [{ 'hardwareProfile.vmSize': 'Standard_D2s_v5' }, 'is a Standard_D2s_v5 now'],
      [{ 'vm list-skus': 'Standard_D4s_v5_other' }, 'not offered to this subscription in westeurope'],
    ],
  },
  {
    action: 'azure.set_vm_license',
    answers: { licenseType: ['', 'Windows_Server'], 'vm update': '' },
    changes: ['vm update --ids ID --license-type Windows_Server --output none'],
    otherwise: [[{ licenseType: 'RHEL_BYOS' }, 'has the licence RHEL_BYOS']],
  },
  {
    action: 'azure.delete_disk',
    answers: {
      diskState: 'Unattached',
      '--query sku.name': 'Premium_LRS',
      '--query location': 'westeurope',
      'zones[0]': '2',
      'disk show --ids ID --output json': '{"tags": {}}',
      'snapshot create': '',
      'snapshot show --subscription': ['Creating', '0.0', 'Succeeded', '40.0', 'Succeeded', '100.0', 'snapshot-id'],
      'disk delete': '',
    },
    changes: [SNAPSHOT, 'disk delete --ids ID --yes --output none'],
    otherwise: [
      [{ diskState: 'Attached' }, 'is Attached, not unattached any more'],
      [{ 'snapshot show --subscription': ['Succeeded', '40.0', 'Failed', '40.0'] }, 'is not complete (Failed, 40.0 %)'],
      [{ 'snapshot show --subscription': { fails: 'token expired' } }, 'token expired'],
    ],
  },
  setting('azure.set_disk_sku', 'disk', ['Premium_LRS', 'StandardSSD_LRS'], { diskState: 'Reserved' }),
  setting('azure.set_snapshot_sku', 'snapshot', ['Premium_LRS', 'Standard_LRS']),
  setting('azure.set_app_service_plan_sku', 'appservice plan', ['P1v3', 'B1']),
  removal('azure.delete_snapshot', 'snapshot', { diskState: 'Unattached', RSVaultBackup: 'false' }, [
    { diskState: 'ActiveSAS' },
    'is in use: ActiveSAS',
  ]),
  removal('azure.delete_public_ip', 'network public-ip', { 'ipConfiguration.id': '', 'natGateway.id': '' }, [
    { 'natGateway.id': '/nat' },
    'serves the NAT gateway: /nat',
  ]),
  removal('azure.delete_network_interface', 'network nic', { 'virtualMachine.id': '', 'privateEndpoint.id': '' }, [
    { 'virtualMachine.id': '/vm' },
    'belongs to: /vm',
  ]),
  removal('azure.delete_load_balancer', 'network lb', { 'length(': '0' }, [
    { 'length(': '2' },
    'has machines behind it',
  ]),
  removal('azure.delete_application_gateway', 'network application-gateway', { 'length(': '0' }, [
    { 'length(': '1' },
    'has something behind it',
  ]),
  removal(
    'azure.delete_app_service_plan',
    'appservice plan',
    { numberOfSites: '0' },
    [{ numberOfSites: '' }, 'has apps'],
    ' --yes',
  ),
  removal(
    'azure.delete_sql_database',
    'sql db',
    { earliestRestoreDate: '2026-01-01T00:00:00+00:00', elasticPoolId: '', currentServiceObjectiveName: 'S2' },
    [{ earliestRestoreDate: '' }, 'Azure has no backup of'],
    ' --yes --output none',
  ),
  removal(
    'azure.delete_sql_elastic_pool',
    'sql elastic-pool',
    { 'sql elastic-pool list-dbs': '0' },
    [{ 'sql elastic-pool list-dbs': '3' }, 'has 3 databases'],
    ' --output none',
  ),
  {
    action: 'azure.resize_flexible_server',
    answers: { '--query sku.name': ['Standard_D8ds_v4', 'Standard_D2ds_v4'], 'flexible-server update': '' },
    changes: [
      'postgres flexible-server update --ids ID --sku-name Standard_D2ds_v4 --tier GeneralPurpose --output none',
    ],
    otherwise: [[{ '--query sku.name': 'Standard_D4ds_v4' }, 'is a Standard_D4ds_v4 now']],
  },
  {
    action: 'azure.add_storage_lifecycle',
    answers: {
      'management-policy show': { fails: '(ManagementPolicyNotFound) No ManagementPolicy found for account shopmedia' },
      'management-policy create': '',
    },
    changes: [
      `storage account management-policy create ${GROUP} --account-name shopmedia --policy {"rules":[{"enabled":true,"name":"finopsmind-tiering","type":"Lifecycle","definition":{"actions":{"baseBlob":{"tierToCool":{"daysAfterModificationGreaterThan":30},"tierToArchive":{"daysAfterModificationGreaterThan":180}}},"filters":{"blobTypes":["blockBlob"]}}}]} --output none`,
    ],
    otherwise: [
      [{ 'management-policy show': '{"policy": {"rules": [{"name": "own"}]}}' }, 'has a policy of its own'],
      [{ 'management-policy show': { fails: '(AuthorizationFailed) no' } }, 'AuthorizationFailed'],
    ],
  },
];

/** Answers to what every script asks, after those of a case; a longer key stands before what it has in it. */
function answersOf(request: CodeRequest, ...answers: Answers[]): Answers {
  const named = Object.entries(Object.assign({}, ...answers) as Answers).map(
    ([fits, said]) => [fits.replace('ID', request.resource_id), said] as const,
  );
  return {
    ...Object.fromEntries(named),
    'account show --subscription': '',
    '--query id --output tsv': request.resource_id,
  };
}

/** Calls as the table names them. */
const named = (request: CodeRequest, calls: string[]): string[] =>
  calls.map((call) =>
    call
      .replaceAll(/before-deletion-\d{14}/g, 'before-deletion-TIME')
      .replaceAll(`--ids ${request.resource_id}`, '--ids ID')
      .replaceAll(`--source ${request.resource_id}`, '--source ID'),
  );

describe('scripts with the command line of Azure', () => {
  it('are all tried here', () => {
    expect(CASES.map(({ action }) => action).toSorted()).toEqual(
      ACTIONS.filter((action) => action.startsWith('azure.')).toSorted(),
    );
  });

  it.each(CASES)('$action makes its calls in order, with --apply alone, and once', async (one) => {
    const request = codeRequest(one.action);
    const answers = answersOf(request, one.answers);
    const [dry, applied, gone] = await Promise.all([
      runScript(request, answers, { apply: false }),
      runScript(request, answers, { env: CONFIRMED }),
      runScript(request, { ...answers, '--query id --output tsv': GONE }, { env: CONFIRMED }),
    ]);
    expect(dry.output).toContain('Nothing was changed. Run it with --apply');
    expect(dry).toMatchObject({ status: 0, changes: [] });
    expect(applied.status, applied.output).toBe(0);
    expect(named(request, applied.changes)).toEqual(one.changes);
    expect(applied.output).toMatch(/Done\. To undo it:\n {2}\S|Done\.\n/);
    expect(gone).toMatchObject({ status: 0, changes: [], output: expect.stringContaining('is gone already') });
  });

  it.each(
    CASES.flatMap(({ action, answers, otherwise }) =>
      otherwise.map(([other, says]) => ({ action, answers, other, says })),
    ),
  )('$action stops where it has to be told: $says', async ({ action, answers, other, says }) => {
    const request = codeRequest(action);
    const { status, output, changes } = await runScript(request, answersOf(request, answers, other), {
      env: CONFIRMED,
    });
    expect(output).toContain(says);
    expect(status).toBe(1);
    expect(changes.filter((call) => / delete | deallocate | resize | create (?!.*--source)/.test(call))).toEqual([]);
  });

  it('do not deallocate a machine that was found stopped and runs again', async () => {
    const request = codeRequest('azure.deallocate_vm');
    const found = { ...request, inventory: { ...request.inventory!, status: STOPPED! } };
    const again = answersOf(request, { [POWER]: RUNNING!, 'vm deallocate': '' });
    expect(await runScript(found, again)).toMatchObject({
      status: 1,
      changes: [],
      output: expect.stringContaining('is running now, not stopped'),
    });
  });

  it.each([
    ['vm resize', [{ fails: 'AllocationFailed' }, '']],
    ['vm start', [{ fails: 'AllocationFailed' }, '']],
  ])('make a machine again what it was where "%s" fails, and start it if it ran', async (step, said) => {
    const request = codeRequest('azure.resize_vm');
    const { answers } = CASES.find(({ action }) => action === 'azure.resize_vm')!;
    const failing = answersOf(request, answers, { [step]: said as never });
    const [ran, slept] = await Promise.all([
      runScript(request, failing),
      runScript(request, { ...failing, [POWER]: DEALLOCATED! }),
    ]);
    expect(ran).toMatchObject({ status: 1, output: expect.stringContaining('the machine has its old size') });
    expect(named(request, ran.changes).slice(-2)).toEqual([
      'vm resize --ids ID --size Standard_D8s_v5 --output none',
      'vm start --ids ID --output none',
    ]);
    expect(slept.changes.some((call) => call.startsWith('vm start'))).toBe(false);
  });

  it('keep the disk as long as its snapshot is not complete', async () => {
    const request = codeRequest('azure.delete_disk');
    const { answers } = CASES.find(({ action }) => action === 'azure.delete_disk')!;
    const pending = answersOf(request, answers, {
      'snapshot show --subscription': ['Succeeded', '40.0', 'Succeeded', '50.0', 'Succeeded', '60.0'],
    });
    const { status, output, changes } = await runScript(request, pending);
    expect(output).toContain('is not complete (Succeeded, 60.0 %), so nothing was deleted.');
    expect({ status, changes: named(request, changes) }).toEqual({ status: 1, changes: [SNAPSHOT] });
  });

  it('stop where nobody is signed in to the subscription', async () => {
    const { status, output, changes } = await runScript(codeRequest('azure.delete_disk'), {
      'account show': { fails: 'Please run az login' },
    });
    expect(output).toContain(`you are not signed in to subscription ${SUBSCRIPTION}: az login.`);
    expect({ status, changes }).toEqual({ status: 1, changes: [] });
  });
});
