import fc from 'fast-check';
import { isIn, readRanges } from '../../../../../nodes/AttSmsTrigger/webhook/ipAllowlist.ts';

describe('Allowed addresses', () => {
	test.each([
		['192.0.2.1', '192.0.2.1'],
		['192.0.2.1', '::ffff:192.0.2.1'],
		['192.0.2.1', '::ffff:c000:201'],
		['::ffff:192.0.2.1', '192.0.2.1'],
		['::ffff:192.0.2.0/120', '192.0.2.77'],
		['::ffff:192.0.2.0/120', '::ffff:192.0.2.77'],
		['::ffff:0:0/96', '203.0.113.9'],
		['192.0.2.0/24', '192.0.2.0'],
		['192.0.2.0/24', '192.0.2.255'],
		['192.0.2.77/24', '192.0.2.1'],
		['192.0.2.128/25', '192.0.2.128'],
		['192.0.2.1/32', '192.0.2.1'],
		['0.0.0.0/0', '203.0.113.9'],
		['2001:db8::1', '2001:db8::1'],
		['2001:db8::1', '2001:0DB8:0:0:0:0:0:1'],
		['2001:db8::/32', '2001:db8:ffff::1'],
		['2001:db8::/33', '2001:db8:7fff::1'],
		['::1', '::1'],
		['::/0', '2001:db8::1'],
		['198.51.100.0/24, 192.0.2.1', '192.0.2.1'],
		['198.51.100.0/24 192.0.2.1', '192.0.2.1'],
		['198.51.100.0/24;192.0.2.1', '192.0.2.1'],
		[' \n198.51.100.0/24,\n192.0.2.1,\n', '192.0.2.1'],
		['2001:db8::/32, 192.0.2.0/24', '::ffff:192.0.2.9'],
	])('The allowlist “%s” lets %s in', (written, address) => {
		expect(isIn(readRanges(written), address)).toBe(true);
	});
});

describe('Refused addresses', () => {
	test.each([
		['192.0.2.1', '192.0.2.2'],
		['192.0.2.1', '::ffff:192.0.2.2'],
		['192.0.2.0/24', '192.0.3.0'],
		['192.0.2.0/24', '::ffff:192.0.3.0'],
		['192.0.2.128/25', '192.0.2.127'],
		['::ffff:192.0.2.0/120', '192.0.3.1'],
		['::ffff:192.0.2.0/120', '2001:db8::1'],
		['2001:db8::1', '2001:db8::2'],
		['2001:db8::/33', '2001:db8:8000::1'],
		// An IPv6 range says nothing of IPv4 callers, whatever their form.
		['::/0', '192.0.2.1'],
		['0.0.0.0/0', '2001:db8::1'],
		['192.0.2.1', ''],
		['192.0.2.1', 'unknown'],
		['192.0.2.1', '192.0.2.1, 203.0.113.9'],
		['192.0.2.1', '192.0.2.1:443'],
		['0.0.0.0/0', '1'],
		['', '192.0.2.1'],
	])('The allowlist “%s” keeps %s out', (written, address) => {
		expect(isIn(readRanges(written), address)).toBe(false);
	});

	test('Any address is kept out if no range is given', () => {
		fc.assert(
			fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (address) => {
				expect(isIn(readRanges(' , '), address)).toBe(false);
			}),
		);
	});
});

describe('Entries that are neither an address nor a range', () => {
	test.each([
		'192.0.2',
		'192.0.2.256',
		'192.0.2.0/33',
		'192.0.2.0/-1',
		'192.0.2.0/',
		'/24',
		'2001:db8::/129',
		'2001:db8:::1',
		'localhost',
		'att.com',
		'192.0.2.*',
		'192.0.2.0/24/24',
		'::ffff:192.0.2.0/95',
		'192.0.2.1-192.0.2.9',
		'*',
		'http://192.0.2.1',
		// Read by the rules of old, these would be other addresses than they look like.
		'010.0.0.1',
		'0x7f.0.0.1',
		'3221225985',
		'10/8',
		'10.1/16',
		'010.0.0.0/8',
		'0xa.0.0.0/8',
		'167772160/8',
	])('The entry %s is an error that names it', (written) => {
		expect(() => readRanges(`198.51.100.7, ${written}`)).toThrow(
			`"${written}" in IP(s) Allowlist is neither an IP address nor a CIDR range`,
		);
	});
});

/** An IPv4 address as a number, by arithmetic of its own. */
const toNumber = (address: string): number =>
	address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);

test('CIDR ranges of IPv4 let in what arithmetic says, mapped to IPv6 or not', () => {
	fc.assert(
		fc.property(
			fc.ipV4(),
			fc.ipV4(),
			fc.integer({ min: 0, max: 32 }),
			fc.boolean(),
			fc.boolean(),
			(network, other, bits, near, mapped) => {
				// Two random addresses hardly ever share a range: half of them are made to.
				const size = 2 ** (32 - bits);
				const start = Math.floor(toNumber(network) / size) * size;
				const value = near ? start + (toNumber(other) % size) : toNumber(other);
				const address = [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256);
				const inside = value >= start && value < start + size;
				const written = `${mapped ? '::ffff:' : ''}${address.join('.')}`;
				expect(isIn(readRanges(`${network}/${bits}`), written)).toBe(inside);
			},
		),
		{ numRuns: 1000 },
	);
});
