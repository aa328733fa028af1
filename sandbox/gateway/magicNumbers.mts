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
	'+15005550001': {
		what: "not on AT&T's network: the send is rejected with SVC0004",
		offNetwork: true,
	},
	'+15005550002': {
		what: 'undeliverable at once',
		steps: [{ afterMs: 0, status: impossible }],
	},
	'+15005550003': {
		what: 'undeliverable after 72 hours',
		steps: [{ afterMs: 72 * hour, status: impossible }],
	},
	'+15005550004': {
		what: 'delivered after 10 minutes',
		steps: [{ afterMs: 10 * minute, status: delivered }],
	},
	'+15005550005': {
		what: 'uncertain, then delivered after a minute',
		steps: [
			{ afterMs: 0, status: 'DeliveryUncertain' },
			{ afterMs: minute, status: delivered },
		],
	},
	'+15005550006': {
		what: 'delivered, and notified twice',
		steps: [
			{ afterMs: 0, status: delivered },
			{ afterMs: 1000, status: delivered, notify: 'only' },
		],
	},
	'+15005550007': {
		what: 'delivered, and notified in the wrong order: `DeliveredToNetwork` after `DeliveredToTerminal`',
		steps: [
			{ afterMs: 0, status: delivered },
			{ afterMs: 1000, status: 'DeliveredToNetwork', notify: 'only' },
		],
	},
	'+15005550008': {
		what: 'contradictory: delivered, then undeliverable a second later',
		steps: [
			{ afterMs: 0, status: delivered },
			{ afterMs: 1000, status: impossible, notify: 'always' },
		],
	},
};
