import { telAddress } from '../address';
import { readDeliveryInfoList } from '../deliveryInfo';
import { readInboxList } from '../inboundMessage';
import { readSent } from '../sent';
import type { Outbound, ProviderInfo } from '../types';

/** What all versions of AT&T's own API have in common. */

export const attProvider = {
	value: 'att',
	name: 'AT&T',
	description: "AT&T's own API. Right for most apps, and for an app with one short code.",
	namesSender: false,
} as const satisfies ProviderInfo;

/** `tel:…` for one recipient, a list for several: AT&T's pages show both. */
export const attAddress = ({ addresses }: Outbound): string | string[] => {
	const all = addresses.map(telAddress);
	return all.length === 1 ? (all[0] as string) : all;
};

export const attReaders = {
	readSent,
	readDeliveries: readDeliveryInfoList,
	readInbox: readInboxList,
};
