import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress, isPublicOrPrivateAddress } from './public-address.ts';

/** What stands between spaces. */
const words = (text: string): string[] => text.trim().split(/\s+/);

/** Both ends of every range of the IANA special-purpose registries that is not globally reachable, and what lies beside it. */
const NOT_PUBLIC = words(`
  0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1
  127.255.255.255 169.254.0.0 169.254.169.254 169.254.255.255 172.16.0.0 172.31.255.255
  192.0.0.0 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.0 192.168.255.255 198.18.0.0
  198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
  255.255.255.255 168.63.129.16
  :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:a00:1 64:ff9b::7f00:1
  64:ff9b::8.8.8.8 64:ff9b:1::1 100::1 100:0:0:1::1 2001::1 2001:0:7f00:1:: 2001:2::1
  2001:1ff:ffff::1 2001:db8::1 2002:7f00:1:: 2002:808:808::1 3fff::1 3fff:fff::1 5f00::1
  fc00::1 fd00:ec2::254 fdff::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 4000::1
`);
const PUBLIC = words(`
  1.0.0.0 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255
  128.0.0.0 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255
  192.169.0.0 198.17.255.255 198.20.0.0 168.63.129.15 223.255.255.255
  2001:200::1 2001:4860:4860::8888 2001:db9::1 2003::1 2606:4700::1111 2a00::1 3ffe::1
`);
const NO_ADDRESSES = ['', 'localhost', '127.1', '2130706433', '0x7f000001', '8.8.8', '1.2.3.4.5', '::g', '[2a00::1]'];

const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
const hex = (high: number, low: number): string => (high * 256 + low).toString(16);

describe('a public address', () => {
  it.each(NOT_PUBLIC)('is not %s', (address) => expect(isPublicAddress(address)).toBe(false));
  it.each(PUBLIC)('is %s', (address) => expect(isPublicAddress(address)).toBe(true));
  it.each(NO_ADDRESSES)('is not "%s", which is no address', (text) => {
    expect(isPublicAddress(text)).toBe(false);
    expect(isPublicOrPrivateAddress(text)).toBe(false);
  });

  it('is never one of IPv6 that leads to IPv4', () => {
    fc.assert(
      fc.property(octets, ([a, b, c, d]) => {
        const [high, low] = [hex(a, b), hex(c, d)];
        const forms = [
          `::ffff:${a}.${b}.${c}.${d}`,
          `::${high}:${low}`,
          `64:ff9b::${high}:${low}`,
          `64:ff9b:1::${high}:${low}`,
          `2002:${high}:${low}::1`,
          `2001:0:${high}:${low}::`,
        ];
        return forms.every((form) => isIPv6(form) && !isPublicAddress(form));
      }),
    );
  });

  it('may be a private one where that is allowed, but never where clouds hand out credentials', () => {
    const metadata = ['169.254.169.254', '::ffff:169.254.169.254', '168.63.129.16', 'fd00:ec2::254', 'fe80::a9fe:a9fe'];
    for (const address of metadata) expect(isPublicOrPrivateAddress(address)).toBe(false);
    for (const address of ['10.1.2.3', '127.0.0.1', '::1', 'fd12::1', '8.8.8.8', '2606:4700::1111'])
      expect(isPublicOrPrivateAddress(address)).toBe(true);
  });
});
