import type { Context } from '../context.mts';
import { writeAddress } from '../protocol/addresses.mts';
import { dialects } from '../protocol/dialects/index.mts';
import type { AcceptedMessage, Delivery, MoMessage, MoState } from '../types.mts';
import { deliveryCallback, messageCallback } from './serializers.mts';
import type { Callbacks } from './callbacks.mts';
import type { ListenerTable } from './listeners.mts';

/** Writes what is posted to listeners, in the form that the settings ask for. */
export const createNotifier = (
	{ settings, apps, rootUrl }: Context,
	listeners: ListenerTable,
	callbacks: Callbacks,
) => ({
	/** Posts a received message. */
	message(mo: MoMessage, setState: (mo: MoMessage, state: MoState) => void) {
		const { callbackAddressForm, callbackDialect } = settings;
		const form = callbackAddressForm === 'documented' ? 'encoded' : callbackAddressForm;
		const dialect = callbackDialect === 'documented' ? 'att' : callbackDialect;
		const body = messageCallback(dialect, mo, writeAddress(mo.from, form), settings);
		const about = { kind: 'message', shortCode: mo.to, about: mo.id } as const;
		callbacks.call(about, body, mo.attempts, (state) => setState(mo, state));
	},

	/** Posts recipients' delivery statuses. */
	deliveries(message: AcceptedMessage, deliveries: Delivery[]) {
		const { callbackAddressForm, callbackDialect, deliveryNotifications } = settings;
		const form = callbackAddressForm === 'documented' ? 'tel:+1' : callbackAddressForm;
		const { names, resources } = dialects[message.dialect];
		const chosen = callbackDialect === 'documented' ? names : callbackDialect;
		const dialect = chosen === 'oneApiList' ? 'oneApi' : chosen;
		const app = apps.find(message.appKey);
		const shortCode = listeners.forDeliveries(app, message.senderAddress);
		const href = rootUrl() + resources.message(message.senderAddress, message.id);
		const written = deliveries.map(({ address, status }) => ({
			address: writeAddress(address, form),
			deliveryStatus: status,
		}));
		const groups = deliveryNotifications === 'together' ? [written] : written.map((each) => [each]);
		for (const group of groups) {
			const body = deliveryCallback(dialect, message, group, href, settings);
			const about = { kind: 'deliveryStatus', shortCode, about: message.id } as const;
			callbacks.call(about, body, [], () => undefined);
		}
	},
});
