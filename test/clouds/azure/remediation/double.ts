import type { DoubleAnswer, ServedDouble } from '../../serve.ts';
import { serveDouble } from '../../serve.ts';
import { denial, failure, json, MANAGER, signIn } from '../resources.ts';
import { disks } from './disks.ts';
import { machines, regionSizes } from './machines.ts';
import { type Ask, type Body, type Fault, type ManagerCall, type ManagerState, operationAnswer } from './model.ts';
import { network } from './network.ts';
import { plans } from './plans.ts';

export type { Body, Fault, ManagerCall, ManagerState } from './model.ts';

/** Resource Manager, as far as changes are made by it, with the sign-in of Entra. */
export interface AzureManagerDouble extends ServedDouble {
  state: ManagerState;
  /** Every request but those for tokens, in order. */
  calls: ManagerCall[];
  /** Actions of role definitions that were needed, in order. */
  used: string[];
  /** Called before a request is worked on, and after, before it is answered. */
  onCall: ((call: ManagerCall, phase: 'before' | 'after') => void | Promise<void>) | null;
  /** Adds resources to what is there. */
  add(...resources: Body[]): void;
  /** Ends all that goes on, as if it had been waited for. */
  settle(): void;
}

/** Paths in lower case with what answers them, the types of their actions, and the verb of what is posted. */
const ROUTES: [RegExp, string, (ask: Ask) => DoubleAnswer][] = [
  [/\/microsoft\.compute\/virtualmachines\/[^/]+(\/[^/]+)?$/, 'Microsoft.Compute/virtualMachines', machines],
  [/\/microsoft\.compute\/disks\/[^/]+$/, 'Microsoft.Compute/disks', disks],
  [/\/microsoft\.compute\/snapshots\/[^/]+$/, 'Microsoft.Compute/snapshots', disks],
  [/\/microsoft\.network\/publicipaddresses\/[^/]+$/, 'Microsoft.Network/publicIPAddresses', network],
  [/\/microsoft\.network\/networkinterfaces\/[^/]+$/, 'Microsoft.Network/networkInterfaces', network],
  [/\/microsoft\.web\/serverfarms\/[^/]+$/, 'Microsoft.Web/serverfarms', plans],
  [/\/microsoft\.compute\/locations\/[^/]+\/vmsizes$/, 'Microsoft.Compute/locations/vmSizes', regionSizes],
  [/\/providers\/microsoft\.authorization\/locks$/, 'Microsoft.Authorization/locks', locks],
];

/** Locks at, above and below a resource, as without a filter. */
function locks({ state, path }: Ask): DoubleAnswer {
  const id = path.slice(0, path.indexOf('/providers/microsoft.authorization/locks'));
  const covers = (above: string, below: string): boolean => below === above || below.startsWith(`${above}/`);
  const value = state.locks
    .filter(({ scope }) => covers(scope.toLowerCase(), id) || covers(id, scope.toLowerCase()))
    .map(({ scope, name, level }) => ({
      id: `${scope}/providers/Microsoft.Authorization/locks/${name}`,
      type: 'Microsoft.Authorization/locks',
      name,
      properties: { level, notes: 'Ask the platform team.' },
    }));
  return json(200, { value });
}

function actionOf({ path, call: { method } }: Ask, types: string): string {
  const verb = path.split('/')[9];
  if (verb === 'vmsizes') return `${types}/vmSizes/read`;
  if (method === 'POST') return `${types}/${verb === 'poweroff' ? 'powerOff' : verb}/action`;
  return `${types}/${method === 'GET' ? 'read' : method === 'DELETE' ? 'delete' : 'write'}`;
}

const isDenied = ({ state: { denied } }: Ask, action: string): boolean =>
  denied.some((one) => one.toLowerCase() === action.toLowerCase());

/** What is used for something else takes a permission of its own. */
function linkedActions({ body: { properties = {} } }: Ask): { linked: string; used: string }[] {
  const { creationData, publicIPPrefix, encryption, diskAccessId } = properties as {
    creationData?: { sourceResourceId?: string };
    publicIPPrefix?: { id: string };
    encryption?: { diskEncryptionSetId?: string };
    diskAccessId?: string;
  };
  const used: [string | undefined, string][] = [
    [creationData?.sourceResourceId, 'beginGetAccess/action'],
    [publicIPPrefix?.id, 'join/action'],
    [encryption?.diskEncryptionSetId, 'read'],
    [diskAccessId, 'read'],
  ];
  return used.flatMap(([id, verb]) =>
    id === undefined ? [] : [{ linked: `${id.split('/').slice(6, 8).join('/')}/${verb}`, used: id }],
  );
}

/** Refuses what the application has no role for; notes what it needs. */
function roleRefusal(ask: Ask, action: string, needed: string[]): DoubleAnswer | null {
  const links = linkedActions(ask);
  needed.push(action, ...links.map(({ linked }) => linked));
  if (isDenied(ask, action)) return denial(action, ask.path);
  const link = links.find(({ linked }) => isDenied(ask, linked));
  return link
    ? failure(
        403,
        'LinkedAuthorizationFailed',
        `The client 'application' with object id 'object' has permission to perform action '${action}' on scope '${ask.path}'; however, it does not have permission to perform action(s) '${link.linked}' on the linked scope(s) '${link.used}' (respectively) or the linked scope(s) are invalid.`,
      )
    : null;
}

function lockRefusal({ state, path, call: { method } }: Ask): DoubleAnswer | null {
  if (method === 'GET') return null;
  const lock = state.locks.find(
    ({ scope, level }) =>
      `${path}/`.startsWith(`${scope.toLowerCase()}/`) && (method === 'DELETE' || level === 'ReadOnly'),
  );
  const verb = method === 'DELETE' ? 'delete' : 'write';
  return lock
    ? failure(
        409,
        'ScopeLocked',
        `The scope '${path}' cannot perform ${verb} operation because following scope(s) are locked: '${lock.scope}'. Please remove the lock and try again.`,
      )
    : null;
}

/** Services by their names in paths, and kinds of records of what they have begun. */
const RECORDS: Record<string, string> = {
  'microsoft.compute/operations': 'Microsoft.Compute/locations/operations/read',
  'microsoft.compute/diskoperations': 'Microsoft.Compute/locations/diskOperations/read',
  'microsoft.network/operations': 'Microsoft.Network/locations/operations/read',
  'microsoft.web/operations': 'Microsoft.Web/locations/operations/read',
};

function work(ask: Ask, needed: string[]): DoubleAnswer {
  const record = /\/providers\/([^/]+)\/locations\/[^/]+\/(\w*operations)\/[^/]+$/.exec(ask.path);
  if (record) return roleRefusal(ask, RECORDS[`${record[1]}/${record[2]}`]!, needed) ?? operationAnswer(ask);
  const route = ROUTES.find(([path]) => path.test(ask.path));
  if (!route) throw new Error(`The double does not know ${ask.call.method} ${ask.path}.`);
  const [, types, answer] = route;
  return roleRefusal(ask, actionOf(ask, types), needed) ?? lockRefusal(ask) ?? answer(ask);
}

const BROKEN: DoubleAnswer = { status: 200, body: '{"broken":', reset: true };

function takeFault({ faults }: ManagerState, call: ManagerCall): Fault | null {
  const fault = faults.find(({ on, times = 1 }) => times > 0 && on(call));
  if (fault) fault.times = (fault.times ?? 1) - 1;
  return fault ?? null;
}

/** What is answered to a call, with what is to go wrong with it. */
function answerWith(ask: Ask, fault: Fault | null, needed: string[]): DoubleAnswer {
  const { status = 409, code = 'Conflict', message = 'The double was told to refuse.', headers } = fault ?? {};
  if (fault?.kind === 'refused') return failure(status, code, message, headers);
  if (fault?.kind === 'broken before') return BROKEN;
  if (fault?.kind === 'fails later') ask.fails_later = { code, message };
  const answer = work(ask, needed);
  return fault?.kind === 'broken after' ? BROKEN : answer;
}

/** Starts the double with nothing in it but what `given` says. */
export async function startAzureManager(
  given: Pick<ManagerState, 'principal'> & Partial<ManagerState>,
): Promise<AzureManagerDouble> {
  const state: ManagerState = {
    resources: new Map(),
    power: new Map(),
    failed: new Map(),
    hibernated: new Set(),
    sizes: [],
    clusters: new Map(),
    unready_sizes: [],
    locks: [],
    denied: [],
    faults: [],
    looks: 1,
    pending: new Map(),
    operations: new Map(),
    sku_changes: new Map(),
    made: 0,
    ...given,
  };
  const sign_ins: string[] = [];
  const served = await serveDouble(async (request, bytes) => {
    const url = new URL(request.url!, 'http://double');
    const path = url.pathname.toLowerCase();
    if (path.startsWith(`/${state.principal.tenant_id}/`))
      return signIn({ state, double: { sign_ins }, path, body: bytes.toString() });
    if (request.headers.authorization !== `Bearer token of ${MANAGER}`)
      return failure(401, 'InvalidAuthenticationToken', 'Wrong token.');
    if (!url.searchParams.has('api-version'))
      return failure(400, 'MissingApiVersionParameter', 'The api-version query parameter is required.');
    const body = bytes.length === 0 ? {} : (JSON.parse(bytes.toString()) as unknown);
    const call = { method: request.method!, path: url.pathname + url.search, body };
    double.calls.push(call);
    await double.onCall?.(call, 'before');
    const ask: Ask = { state, call, path, query: url.searchParams, body: body as Body, fails_later: null };
    const answer = answerWith(ask, takeFault(state, call), double.used);
    await double.onCall?.(call, 'after');
    return answer;
  });
  const double: AzureManagerDouble = {
    ...served,
    state,
    calls: [],
    used: [],
    onCall: null,
    add: (...resources) => {
      for (const one of resources) state.resources.set(one.id.toLowerCase(), structuredClone(one));
    },
    settle: () => {
      for (const [id, pending] of state.pending) {
        state.pending.delete(id);
        pending.end();
      }
    },
  };
  return double;
}
