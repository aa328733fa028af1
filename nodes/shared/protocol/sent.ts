import { isObject, token } from './fields';
import { readResourceUrl, sentIdIn } from './resourceUrl';
import type { Sent } from './types';

/** The payload, and what stands one level below it. */
const candidates = (payload: unknown): unknown[] =>
	isObject(payload) ? [payload, ...Object.values(payload)] : [];

const readCandidate = (candidate: unknown): Sent => {
	const resourceUrl = readResourceUrl(candidate);
	const messageId = token(candidate, 'Id') || token(candidate, 'messageId');
	return { messageId: messageId || sentIdIn(candidate), resourceUrl };
};

/**
 * Reads the response to a send: `Id` and `ResourceReference` bare (version 2), in
 * `outboundSMSResponse` (version 3), a `resourceReference` alone (OneAPI), or the
 * `outboundSMSMessageRequest` itself with its `resourceURL` (OneAPI elsewhere). In XML there may be
 * a root element around it, whose name AT&T's pages don't give. Both fields are empty if there is
 * neither an id nor a resource URL.
 */
export const readSent = (payload: unknown): Sent =>
	candidates(payload)
		.map(readCandidate)
		.find(({ messageId, resourceUrl }) => messageId !== '' || resourceUrl !== '') ?? {
		messageId: '',
		resourceUrl: '',
	};
