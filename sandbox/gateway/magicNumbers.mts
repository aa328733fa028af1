import type { TimelineStep } from '../settings/delivery.mts';

const minute = 60_000;
const hour = 60 * minute;

/** A number that behaves in a fixed way without any set-up. docs/sandbox.md lists them. */
export interface MagicNumber {
	what: string;
	/** AT&T doesn't reach it: a send is rejected. */
	offNetwork?: true;
	steps?: TimelineStep[];
}

const delivered = 'DeliveredToTerminal';
const impossible = 'DeliveryImpossible';

export const magicNumbers: Record<string, MagicNumber> = {
	'+15005550001': { what: 'Not on AT&T’s network: SVC0004', offNetwork: true },
	'+15005550002': {
		what: 'Undeliverable at once',
		steps: [{ afterMs: 0, status: impossible }],
	},
	'+15005550003': {
		what: 'Undeliverable after 72 hours',
		steps: [{ afterMs: 72 * hour, status: impossible }],
	},
	'+15005550004': {
		what: 'Delivered after 10 minutes',
		steps: [{ afterMs: 10 * minute, status: delivered }],
	},
	'+15005550005': {
		what: 'Uncertain, then delivered after a minute',
		steps: [
			{ afterMs: 0, status: 'DeliveryUncertain' },
			{ afterMs: minute, status: delivered },
		],
	},
	'+15005550006': {
		what: 'Delivered, and notified twice',
		steps: [
			{ afterMs: 0, status: delivered },
			{ afterMs: 1_000, status: delivered, notify: 'only' },
		],
	},
	'+15005550007': {
		what: 'Delivered, and notified in the wrong order: the network after the terminal',
		steps: [
			{ afterMs: 0, status: delivered },
			{ afterMs: 1_000, status: 'DeliveredToNetwork', notify: 'only' },
		],
	},
	'+15005550008': {
		what: 'Contradictory: delivered, then undeliverable',
		steps: [
			{ afterMs: 0, status: delivered },
			{ afterMs: 1_000, status: impossible, notify: 'always' },
		],
	},
};
