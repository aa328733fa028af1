import type { SandboxOptions } from '../../../../sandbox/types.mts';
import { startClient } from '../support/client.mts';

export const first = '+12065550100';
export const second = '+12065550101';
export const minute = 60_000;
export const outbox = '/rest/sms/2/messaging/outbox';

export const oneApiSend = (address: unknown, more = {}) => ({
	json: {
		outboundSMSMessageRequest: { address, outboundSMSTextMessage: { message: 'Hello' }, ...more },
	},
});

/** Both providers: how a message is sent, and where its status is. */
export const providers = {
	'AT&T': {
		send: outbox,
		statusOf: (id: string) => `${outbox}/${id}`,
	},
	'GSMA OneAPI': {
		send: '/2/smsmessaging/outbound/22627000/requests',
		statusOf: (id: string) => `/2/smsmessaging/outbound/requests/22627000/${id}/deliveryInfos`,
	},
};

export type Provider = keyof typeof providers;

/** A sandbox, and how a provider sends a message and asks for its status. */
export const startStatus = async (provider: Provider, options: SandboxOptions = {}) => {
	const paths = providers[provider];
	const client = await startClient({ now: () => 0, deliveryDelayMs: 'manual', ...options });
	const { sandbox, api } = client;
	const send = async (more = {}, addresses = [first]) => {
		const call =
			provider === 'AT&T'
				? { json: { Address: addresses, Message: 'Hello', ...more } }
				: oneApiSend(
						addresses,
						'NotifyDeliveryStatus' in more ? { notifyDeliveryStatus: true } : {},
					);
		const answer = await api(paths.send, call);
		return { answer, message: sandbox.history.accepted.at(-1)! };
	};
	const ask = async (id: string) => await api(paths.statusOf(id));
	const statuses = async (id: string): Promise<string[]> => {
		const { json } = await ask(id);
		const infos = json.DeliveryInfoList?.DeliveryInfo ?? json.deliveryInfoList.deliveryInfo;
		return infos.map((each: any) => each.DeliveryStatus ?? each.deliveryStatus);
	};
	const deliver = (id: string) => sandbox.setStatus(id, null, 'DeliveredToTerminal');
	return { ...client, send, ask, statuses, deliver };
};
