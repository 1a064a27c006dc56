/** What inventories know of a resource, loosely typed; see `InventoryResource`. */
type Attributes = Readonly<Record<string, unknown>>;

/** Where each kind of resource has its size. */
const SIZES = ['instance_type', 'vm_size', 'instance_class', 'node_type', 'sku'];

/** Type of an instance, size of a machine, class of a database or SKU; null without one. */
export function sizeOf(attributes: Attributes): string | null {
  for (const name of SIZES) {
    const value = attributes[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value);

/**
 * Whether a resource has a public IPv4 address, or is one; null where its type does not tell. `with_public_interface`: one
 * of its network interfaces has an address (Azure keeps addresses with interfaces, not with machines).
 */
export function hasPublicAddress(type: string, attributes: Attributes, with_public_interface: boolean): boolean | null {
  switch (type) {
    case 'AWS::EC2::EIP':
      return true;
    case 'AWS::EC2::Instance':
      return (
        typeof attributes['public_ip'] === 'string' ||
        (isList(attributes['public_addresses']) && attributes['public_addresses'].length > 0)
      );
    case 'AWS::RDS::DBInstance': {
      const accessible = attributes['publicly_accessible'];
      return typeof accessible === 'boolean' ? accessible : null;
    }
    case 'microsoft.network/publicipaddresses':
      return attributes['version'] !== 'IPv6';
    case 'microsoft.compute/virtualmachines':
      return with_public_interface;
  }
  if (typeof attributes['scheme'] === 'string') return attributes['scheme'] === 'internet-facing';
  const ids = attributes['public_ip_ids'];
  return isList(ids) ? ids.length > 0 : null;
}
