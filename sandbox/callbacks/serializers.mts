import type { Body } from '../protocol/serializers.mts';
import type { Settings } from '../settings/index.mts';

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const days = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');

const parts = (time: number) => {
	const date = new Date(time);
	const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
	return {
		year: date.getUTCFullYear(),
		month: pad(date.getUTCMonth() + 1),
		monthName: months[date.getUTCMonth()],
		day: pad(date.getUTCDate()),
		weekday: days[date.getUTCDay()],
		clock: clock.map((each) => pad(each)).join(':'),
		ms: pad(date.getUTCMilliseconds(), 3),
	};
};

/** A time in each of the forms that callbacks were seen with. All are in UTC. */
const dateTimeForms = {
	att: ({ year, month, day, clock }) => `${month}-${day}-${year}T${clock}`,
	oneApi: ({ year, month, day, clock }) => `${year}-${month}-${day}T${clock}`,
	live: ({ year, monthName, day, clock, ms }) => `${day}/${monthName}/${year}:${clock}:${ms} +0000`,
	zoned: ({ year, month, day, clock }) => `${year}-${month}-${day}T${clock}+00:00`,
	javaScript: ({ year, monthName, day, weekday, clock }) =>
		`${weekday} ${monthName} ${day} ${year} ${clock} GMT+0000 (UTC)`,
} satisfies Record<string, (time: ReturnType<typeof parts>) => string>;

const destinationForms: Record<Settings['callbackDestinationForm'], (code: string) => string> = {
	documented: (code) => code,
	plus: (code) => `+${code}`,
	tel: (code) => `tel:${code}`,
	short: (code) => `short:${code}`,
};

/** A received message as it is posted to a listener. `MessageId` is empty "for this release". */
export const messageCallback = (
	form: 'att' | 'oneApi' | 'oneApiList',
	mo: { id: string; time: number; to: string; message: string },
	senderAddress: string,
	settings: Settings,
): Body => {
	const documented = form === 'att' ? 'att' : 'oneApi';
	const { callbackDateTime, callbackMessageId, callbackDestinationForm } = settings;
	const dateTimeForm = callbackDateTime === 'documented' ? documented : callbackDateTime;
	const message = {
		dateTime: dateTimeForms[dateTimeForm](parts(mo.time)),
		messageId: callbackMessageId === 'unique' ? mo.id : '',
		message: mo.message,
		senderAddress,
		destinationAddress: destinationForms[callbackDestinationForm](mo.to),
	};
	if (form === 'att') {
		return { root: 'inboundSMSMessage', bare: true, names: 'att', value: message };
	}
	if (form === 'oneApi') {
		const value = { inboundSMSMessage: message };
		return { root: 'inboundSMSMessageNotification', names: 'oneApi', value };
	}
	return {
		root: 'inboundSMSMessageList',
		names: 'oneApi',
		value: {
			inboundSMSMessage: [message],
			numberOfMessagesInThisBatch: '1',
			totalNumberOfPendingMessages: '0',
		},
	};
};

/**
 * A delivery status as it is posted to a listener. One delivery stands alone, more in a list. AT&T's
 * code kits have OneAPI's letter case here.
 */
export const deliveryCallback = (
	form: 'att' | 'oneApi',
	message: { id: string; callbackData: string | null },
	deliveries: Array<{ address: string; deliveryStatus: string }>,
	href: string,
	{ deliveryCallbackId }: Settings,
): Body => {
	const { id: messageId } = message;
	const about = {
		documented:
			form === 'att' ? { messageId } : { callbackData: message.callbackData ?? messageId },
		inDeliveryInfo: {},
		link: { link: [{ rel: 'OutboundSMSMessageRequest', href }] },
	}[deliveryCallbackId];
	const infos = deliveries.map((each) =>
		deliveryCallbackId === 'inDeliveryInfo' ? { messageId, ...each } : each,
	);
	return {
		root: 'deliveryInfoNotification',
		names: 'oneApi',
		value: { ...about, deliveryInfo: infos.length === 1 ? infos[0] : infos },
	};
};
