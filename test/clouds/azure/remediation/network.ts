import type { DoubleAnswer } from '../../serve.ts';
import { failure, json } from '../resources.ts';
import { type Ask, begin, notFound, passTime, provision, remove } from './model.ts';

function show({ state, path: id }: Ask): DoubleAnswer {
  passTime(state, id);
  const found = state.resources.get(id);
  return found ? json(200, found) : notFound(id);
}

/** Basic addresses are not made any more (Microsoft, retired on 2025-09-30). */
function create(ask: Ask): DoubleAnswer {
  const { state, path: id, body } = ask;
  const there = state.resources.get(id);
  if (!there && body.sku?.['name'] !== 'Standard')
    return failure(
      400,
      'BasicSkuPublicIpCreationNotAllowed',
      'Basic SKU public IP addresses can no longer be created.',
    );
  const [, , subscription, , group, , , , name] = ask.call.path.split('?')[0]!.split('/');
  const path = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Network/publicIPAddresses/${name}`;
  return begin(ask, id, {
    kind: 'create',
    status: 201,
    begin: () => {
      state.made += 1;
      const given = { ...body, id: path, name: name!, type: 'Microsoft.Network/publicIPAddresses' };
      const properties = { ...body.properties, provisioningState: 'Updating', ipAddress: `203.0.113.${state.made}` };
      state.resources.set(id, { ...given, properties });
    },
    done: () => provision(state, id, 'Succeeded'),
    failed: () => provision(state, id, 'Failed'),
  });
}

/** Public addresses, and network interfaces as far as they are read. */
export function network(ask: Ask): DoubleAnswer {
  const found = ask.state.resources.get(ask.path);
  switch (ask.call.method) {
    case 'GET':
      return show(ask);
    case 'PUT':
      return create(ask);
    case 'DELETE':
      return found && (found.properties['ipConfiguration'] ?? found.properties['natGateway'])
        ? failure(
            400,
            'PublicIPAddressCannotBeDeleted',
            `Public IP address ${found.id} can not be deleted since it is still allocated to a resource.`,
          )
        : remove(ask, ask.path);
    default:
      return failure(405, 'MethodNotAllowed', 'Not by the double.');
  }
}
