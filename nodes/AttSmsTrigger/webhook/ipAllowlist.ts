import ipaddr from 'ipaddr.js';
import { InputError } from '../../shared/errors/inputError';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/**
 * Undefined if it isn't an IP address. v4 must have four decimal parts: in older notations
 * `010.0.0.1` and `10.1` mean other addresses than they seem to. v4 written as v6
 * (`::ffff:192.0.2.1`) counts as v4.
 */
const readAddress = (written: string): Address | undefined => {
	const isAddress = written.includes(':')
		? ipaddr.IPv6.isValid(written)
		: ipaddr.IPv4.isValidFourPartDecimal(written);
	return isAddress ? ipaddr.process(written) : undefined;
};

const readRange = (written: string): Range => {
	const [, start = '', length] = /^([^/]+)(?:\/(\d+))?$/.exec(written) ?? [];
	const address = readAddress(start);
	const bits = address?.kind() === 'ipv4' ? 32 : 128;
	const bitsWritten = start.includes(':') ? 128 : 32;
	// In v4 written as v6, the bits before the v4 address don't count.
	const prefix = Number(length ?? bitsWritten) - (bitsWritten - bits);
	if (address && prefix >= 0 && prefix <= bits) return [address, prefix];
	throw new InputError(`"${written}" in IP(s) Allowlist is neither an IP address nor a CIDR range`);
};

/** Reads addresses and CIDR ranges, v4 and v6, separated by commas or blanks. Throws an InputError. */
export const readRanges = (written: string): Range[] =>
	written
		.split(/[\s,;]+/)
		.filter((entry) => entry !== '')
		.map(readRange);

/** Whether an address is in one of the ranges. */
export const isIn = (ranges: Range[], address: string): boolean => {
	const plain = readAddress(address);
	return ranges.some(
		([range, prefix]) => plain?.kind() === range.kind() && plain.match(range, prefix),
	);
};
