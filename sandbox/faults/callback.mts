import { defineFault } from './fault.mts';

export const callbackFaults = {
	ackLost: defineFault({
		title: 'Lost acknowledgement',
		description: "The listener's response is lost: the callback is repeated.",
		processed: true,
		on: ['callback'],
	}),
};
