import type { MessageFormat } from './salvage';

export const xmlMessages: MessageFormat = {
	root: /^(?:<\?[^>]{0,999}>)?\s{0,999}<\s{0,99}(?:[\w.-]{1,64}:)?(inboundSMSMessage(?:List|Notification)?)[\s>]/i,
	start: /<(?:[\w.-]{1,64}:)?inboundSMSMessage(?=[\s>])/gi,
	slice: (document, start, next) => {
		const part = document.slice(start, next);
		const close = /<\/(?:[\w.-]{1,64}:)?inboundSMSMessage\s{0,99}>/i.exec(part);
		return close ? part.slice(0, close.index + close[0].length) : part;
	},
	valueOf: (parsed) => Object.values(Object(parsed))[0],
	pending: /<(?:[\w.-]{1,64}:)?totalNumberOfPendingMessages>\s{0,99}(\d{0,15})/i,
};
