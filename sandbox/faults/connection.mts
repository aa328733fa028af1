import { longestWait, bounded } from '../settings/setting.mts';
import { defineFault, type FaultContext } from './fault.mts';

const reset = ({ request, log }: FaultContext) => {
	log(null, {}, '');
	// With RST, as a gateway that crashes does; a FIN would be an orderly end.
	request.socket.resetAndDestroy();
};

const holdOpen = ({ log, hold }: FaultContext) => {
	log(null, {}, '');
	hold();
};

export const connectionFaults = {
	/**
	 * The listening socket is closed, so that the system itself refuses connections, all of them.
	 * `on` and `skip` say after which response it closes (with `skip: 0` at once).
	 */
	connectionRefused: defineFault({
		title: 'Connection refused',
		description: 'The port is closed for half a second: the system refuses connections.',
		processed: true,
		closesPort: true,
		options: {
			forMs: bounded
				.ms(longestWait)
				.nullable()
				.meta({ title: 'For, ms', description: 'Default 500. Null: until cleared.' }),
		},
	}),
	connectionResetBefore: defineFault({
		title: 'Connection reset, not processed',
		description: 'The connection is reset before the request is processed.',
		processed: false,
		apply: reset,
	}),
	connectionResetAfter: defineFault({
		title: 'Connection reset, processed',
		description: 'The request is processed, then the connection is reset.',
		processed: true,
		apply: reset,
	}),
	timeoutBefore: defineFault({
		title: 'Timeout, not processed',
		description: "No response, and the request isn't processed.",
		processed: false,
		apply: holdOpen,
	}),
	timeoutAfter: defineFault({
		title: 'Timeout, processed',
		description: 'The request is processed, but no response comes.',
		processed: true,
		apply: holdOpen,
	}),
};
