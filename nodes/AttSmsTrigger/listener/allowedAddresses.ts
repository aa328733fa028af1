import ipaddr from 'ipaddr.js';
import { InputError } from '../../shared/inputError';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

const readRange = (written: string): Range => {
	const isAddress =
		ipaddr.isValid(written) &&
		(written.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(written));
	if (isAddress) {
		const address = ipaddr.process(written);
		return [address, address.kind() === 'ipv4' ? 32 : 128];
	}
	if (ipaddr.isValidCIDR(written)) return ipaddr.parseCIDR(written);
	throw new InputError(
		`“${written}” in Allowed Addresses is neither an IP address nor a CIDR range`,
	);
};

/** Reads addresses and CIDR ranges, v4 and v6, separated by commas or blanks. Throws an InputError. */
export const readRanges = (written: string): Range[] =>
	written
		.split(/[\s,;]+/)
		.filter((entry) => entry !== '')
		.map(readRange);

/**
 * Whether an address lies in one of the ranges. A v4 address that a v6 socket gives as
 * `::ffff:192.0.2.1` counts as v4.
 */
export const isIn = (ranges: Range[], address: string): boolean => {
	if (!ipaddr.isValid(address)) return false;
	const plain = ipaddr.process(address);
	return ranges.some(([range, bits]) => range.kind() === plain.kind() && plain.match(range, bits));
};
