import type { INode, NodeApiError } from 'n8n-workflow';
import { nodeApiError } from '../../shared/transport/nodeApiError';
import type { Share } from './report';

/** Why an item failed, if it did. */
export const firstFailure = (shares: Share[]) => shares.find(({ failure }) => failure)?.failure;

/** What a run that ends with an error did send: n8n shows no output of it. */
const sentSoFar = (shares: Map<number, Share[]>) =>
	[...shares].flatMap(([itemIndex, own]) =>
		own
			.filter(({ answer }) => answer)
			.map(({ to, answer }) => ({
				itemIndex,
				messageId: answer?.value.messageId ?? '',
				recipients: to.length,
			})),
	);

/**
 * The error that ends a run at its first failing item; it tells what was sent all the same. Undefined
 * where no item failed.
 */
export const errorOfRun = (node: INode, shares: Map<number, Share[]>): NodeApiError | undefined => {
	const failing = [...shares].sort(([a], [b]) => a - b).find(([, own]) => firstFailure(own));
	const failure = failing && firstFailure(failing[1]);
	if (!failing || !failure) return undefined;
	const sent = sentSoFar(shares);
	const recipients = sent.reduce((sum, part) => sum + part.recipients, 0);
	const error = nodeApiError(node, failure, 'send', {
		itemIndex: failing[0],
		extra: { sent },
	});
	if (recipients > 0) {
		error.description += ` Sent in this run all the same, to ${recipients} recipient(s): ${sent
			.map(({ itemIndex, messageId }) => `item ${itemIndex} (${messageId || 'no id'})`)
			.slice(0, 20)
			.join(', ')}${sent.length > 20 ? ', …' : ''}.`;
	}
	return error;
};
