import { BlockList, isIP } from 'node:net';

type Subnet = `${string}/${number}`;

function listOf(subnets: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/');
    list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

/**
 * IPv4 that leads to nobody on the internet: what the IANA special-purpose address registry (RFC 6890) does not call
 * globally reachable, multicast, and the address at which Azure serves its own machines.
 */
const NOT_PUBLIC_IPV4 = listOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]);

/** All that is assigned for the internet so far. Loopback, unique local, link-local, IPv4-mapped and NAT64 are outside of it. */
const GLOBAL_UNICAST = listOf(['2000::/3']);
/** Protocol assignments with Teredo, documentation, and 6to4: the last and Teredo may lead to private IPv4. */
const NOT_PUBLIC_IPV6 = listOf(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** Where clouds hand credentials to their machines; no webhook lives there, in whatever network. */
const METADATA = listOf(['169.254.0.0/16', '168.63.129.16/32', 'fe80::/10', 'fd00:ec2::/32', 'fd20:ce::/32']);

const isIPv4 = (address: string): boolean => isIP(address) === 4;
/** A zone (`%eth0`) only goes with addresses of the own network. */
const isPlainIPv6 = (address: string): boolean => isIP(address) === 6 && !address.includes('%');

/** Whether an IP address can be that of a server on the internet; anything that is no address is not. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !NOT_PUBLIC_IPV4.check(address, 'ipv4');
  return isPlainIPv6(address) && GLOBAL_UNICAST.check(address, 'ipv6') && !NOT_PUBLIC_IPV6.check(address, 'ipv6');
}

/** Whether an IP address is a server's, public or in a private network, and not where clouds hand out credentials. */
export function isPublicOrPrivateAddress(address: string): boolean {
  if (isIPv4(address)) return !METADATA.check(address, 'ipv4');
  return isPlainIPv6(address) && !METADATA.check(address, 'ipv6');
}
