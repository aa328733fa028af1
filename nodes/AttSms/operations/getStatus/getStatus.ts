import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isFinal } from '../../../shared/protocol/deliveryInfo';
import { messageIdIn } from '../../../shared/protocol/resourceUrl';
import type { Delivery, StatusQuery } from '../../../shared/protocol/types';
import { InputError } from '../../../shared/errors/inputError';
import { readSharedOptions } from '../../../shared/fields/options';
import { readRecipients } from '../../../shared/fields/phoneNumbers';
import { toGatewayError } from '../../../shared/errors/toGatewayError';
import type { GatewayError } from '../../../shared/errors/gatewayError';
import type { ApiResponse, Client } from '../../../shared/client/client';
import { nodeApiError } from '../../../shared/errors/nodeApiError';
import type { RetryOptions } from '../../../shared/retry/retry';
import { mapConcurrent } from '../../../shared/retry/mapConcurrent';
import { runState } from '../../runtime/runState';
import { failedItem, inputError } from '../../runtime/failedItem';
import { askStatus } from '../../runtime/requestStatus';
import { openRun } from '../../runtime/openRun';
import type { Operation } from '../operation';
import { description } from './description';
import {
	optionsParameter,
	providerParameter,
	senderParameter,
	textParameter,
} from '../../runtime/parameters';

interface Question {
	itemIndex: number;
	query: StatusQuery;
	/** E.164; undefined asks for all recipients. */
	to?: string;
	simplify: boolean;
}

/** A message's id, or its whole resource URL, which says where to ask. */
const readMessage = (written: string): Pick<StatusQuery, 'messageId' | 'resourceUrl'> => {
	const text = written.trim();
	if (text === '') {
		throw new InputError(
			'the field is empty. A message sent with Notify Delivery Status has no ID: its status comes to the AT&T SMS Trigger.',
			'Message ID',
		);
	}
	return /^https?:/i.test(text)
		? { messageId: messageIdIn(text), resourceUrl: text }
		: { messageId: text };
};

/** Reads and checks an item. Throws an InputError. */
const readQuestion = (context: IExecuteFunctions, itemIndex: number): Question => {
	const to: unknown = context.getNodeParameter('to', itemIndex, '');
	const [recipient, ...others] = to === '' || to === null ? [] : readRecipients(to);
	if (others.length > 0) throw new InputError('only one number is allowed here', 'To');
	return {
		itemIndex,
		query: {
			...readMessage(textParameter(context, 'messageId', 'Message ID', itemIndex)),
			senderAddress: senderParameter(context, providerParameter(context), itemIndex),
		},
		to: recipient,
		simplify: readSharedOptions(optionsParameter(context, itemIndex)).simplify,
	};
};

type LookUp = { answer: ApiResponse<Delivery[]> } | { failure: GatewayError };

/**
 * AT&T answers a final status only once, so questions about one message share one look-up. `answers`
 * has those of an earlier try, and is added to.
 */
const lookUpAll = async (
	client: Client,
	questions: Question[],
	retryOptions: RetryOptions,
	limit: number,
	answers: Map<string, ApiResponse<Delivery[]>>,
): Promise<(question: Question) => LookUp | undefined> => {
	const keyOf = ({ query }: Question) => `${query.senderAddress} ${query.messageId}`;
	// Of several questions about one message, one that says where to ask speaks for all.
	const byMessage = new Map<string, StatusQuery>();
	for (const question of questions) {
		const key = keyOf(question);
		if (!byMessage.get(key)?.resourceUrl) byMessage.set(key, question.query);
	}
	const keys = [...byMessage.keys()];
	const found = await mapConcurrent(keys, limit, async (key): Promise<LookUp> => {
		const known = answers.get(key);
		if (known) return { answer: known };
		try {
			const answer = await askStatus(client, byMessage.get(key) as StatusQuery, retryOptions);
			answers.set(key, answer);
			return { answer };
		} catch (error) {
			return { failure: toGatewayError(error) };
		}
	});
	const lookUps = new Map(keys.map((key, index) => [key, found[index]]));
	return (question) => lookUps.get(keyOf(question));
};

const statusJson = (
	{ query, to, simplify }: Question,
	answer: ApiResponse<Delivery[]>,
): IDataObject => {
	if (!simplify) return answer.payload as IDataObject;
	const deliveries = answer.value.filter((delivery) => to === undefined || delivery.to === to);
	return {
		messageId: query.messageId,
		...(to !== undefined && { to, status: deliveries[0]?.status ?? null }),
		deliveries: deliveries.map((delivery) => ({ ...delivery })),
		final: deliveries.length > 0 && deliveries.every(({ status }) => isFinal(status)),
	};
};

const maxConcurrentRequests = 10;

export const getStatus: Operation = {
	...description,

	async execute(context): Promise<INodeExecutionData[]> {
		const questions: Question[] = [];
		const items: INodeExecutionData[] = [];
		context.getInputData().forEach((_, itemIndex) => {
			try {
				questions.push(readQuestion(context, itemIndex));
			} catch (error) {
				const itemError = inputError(context, error, itemIndex);
				if (!context.continueOnFail()) throw itemError;
				items[itemIndex] = failedItem(itemError, itemIndex);
			}
		});
		const { client, retryOptions } = await openRun(context);
		const lookUpOf = await lookUpAll(
			client,
			questions,
			retryOptions,
			maxConcurrentRequests,
			runState(context, 'answers', () => new Map<string, ApiResponse<Delivery[]>>()),
		);

		const failures: Array<{ question: Question; failure: GatewayError }> = [];
		for (const question of questions) {
			const { itemIndex } = question;
			const lookUp = lookUpOf(question);
			if (lookUp && 'answer' in lookUp) {
				items[itemIndex] = {
					json: statusJson(question, lookUp.answer),
					pairedItem: { item: itemIndex },
				};
			} else if (lookUp) {
				failures.push({ question, failure: lookUp.failure });
			}
		}
		for (const { question, failure } of failures) {
			const { itemIndex, query } = question;
			// AT&T hands a final status out once, and n8n shows no output of a run that ends with an error.
			const found = items.filter(Boolean).map(({ json }) => json);
			const extra = context.continueOnFail() || found.length === 0 ? {} : { found };
			const error = nodeApiError(context.getNode(), failure, description.outcome, {
				itemIndex,
				extra,
			});
			if (!context.continueOnFail()) throw error;
			items[itemIndex] = failedItem(error, itemIndex, { messageId: query.messageId });
		}
		return items;
	},
};
