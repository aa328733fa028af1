import type { INodeExecutionData } from 'n8n-workflow';
import type { Inbound } from '../../../shared/protocol/types';
import { readShortCode } from '../../../shared/fields/shortCode';
import { drainInbox } from '../../../shared/client/drainInbox';
import { readKeywordOption } from '../../../shared/fields/keywordOption';
import { readSharedOptions } from '../../../shared/fields/options';
import { messageJson } from '../../../shared/message/received';
import { nodeApiError } from '../../../shared/errors/nodeApiError';
import { runState } from '../../runtime/runState';
import { failedItem, inputError } from '../../runtime/failedItem';
import { openRun } from '../../runtime/openRun';
import type { Operation } from '../operation';
import { description } from './description';
import { optionsParameter } from '../../runtime/parameters';
import { keepInterruptedRead, takeInterruptedReads } from '../../runtime/interruptedReads';

/** Without the option, all. */
const readLimit = (value: unknown): number => (Number(value) > 0 ? Number(value) : Infinity);

export const getInbox: Operation = {
	...description,

	async execute(context): Promise<INodeExecutionData[]> {
		const { client, retryOptions } = await openRun(context);
		const items: INodeExecutionData[] = [];
		const read = runState(context, 'read', () => new Map<number, Inbound[]>());
		const inboxes = new Map<number, string>();
		const readAt = Date.now();

		for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
			const options = optionsParameter(context, itemIndex);
			const { simplify } = readSharedOptions(options);
			let shortCode: string;
			try {
				shortCode = readShortCode(
					context.getNodeParameter('shortCode', itemIndex, ''),
					'Short Code',
				);
			} catch (error) {
				const itemError = inputError(context, error, itemIndex);
				// An error would take what earlier items read off the inbox down with it.
				if (!context.continueOnFail() && items.length === 0) throw itemError;
				items.push(failedItem(itemError, itemIndex));
				continue;
			}
			const drained = await drainInbox(client, shortCode, retryOptions, {
				limit: readLimit(options.limit),
			});
			const inbox = `${client.baseUrl} ${shortCode}`;
			// To whom AT&T hands this inbox out, and to nobody else.
			const mayRead = !drained.failure || drained.messages.length > 0;
			const messages = [
				...(read.get(itemIndex) ?? []),
				...(mayRead ? takeInterruptedReads(inbox) : []),
				...drained.messages,
			];
			read.set(itemIndex, messages);
			inboxes.set(itemIndex, inbox);
			messages.forEach((message, index) =>
				items.push({
					json: messageJson(
						message,
						simplify,
						`${readAt}#${itemIndex}#${index}`,
						readKeywordOption(options),
					),
					pairedItem: { item: itemIndex },
				}),
			);
			if (drained.failure) {
				const error = nodeApiError(context.getNode(), drained.failure, description.outcome, {
					itemIndex,
				});
				if (!context.continueOnFail() && items.length === 0) throw error;
				items.push(failedItem(error, itemIndex));
			}
		}
		if (retryOptions.signal?.aborted) {
			for (const [itemIndex, inbox] of inboxes)
				keepInterruptedRead(inbox, read.get(itemIndex) ?? []);
		}
		return items;
	},
};
