import type {
	IExecuteFunctions,
	INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import { readSharedOptions, sharedOptions } from '../../shared/options';
import { readRecipients } from '../../shared/phoneNumbers';
import type { MessageSize } from '../../shared/text/encoding';
import { checkedMessage } from '../../shared/text/message';
import { plainIfTypographic } from '../../shared/text/plain';
import { openGateway, type Gateway } from '../../shared/transport/gateway';
import { nodeApiError } from '../../shared/transport/nodeApiError';
import { createPace } from '../../shared/transport/pace';
import type { Persistence } from '../../shared/transport/persist';
import { sideBySide } from '../../shared/transport/sideBySide';
import { failedItem, inputError } from '../failedItem';
import type { Operation } from '../operation';
import { optionsParameter, providerParameter, senderParameter, textParameter } from '../parameters';
import { dispatch } from '../send/dispatch';
import { planRequests, type Draft } from '../send/planRequests';
import { dealOut, failedJson, sentJson, type Share } from '../send/report';

interface CheckedDraft extends Draft {
	size: MessageSize;
	simplify: boolean;
}

/** Reads and checks an item. Throws an InputError. */
const readDraft = (context: IExecuteFunctions, itemIndex: number): CheckedDraft => {
	const options = optionsParameter(context, itemIndex);
	const written = textParameter(context, 'message', itemIndex);
	const message = options.smartEncoding === true ? plainIfTypographic(written) : written;
	return {
		itemIndex,
		senderAddress: senderParameter(context, providerParameter(context), itemIndex),
		recipients: readRecipients(context.getNodeParameter('to', itemIndex, '')),
		size: checkedMessage(message),
		message,
		notifyDeliveryStatus: options.notifyDeliveryStatus === true,
		simplify: readSharedOptions(options).simplify,
	};
};

type ItemError = NodeApiError | NodeOperationError;

/** Every item is checked before anything is sent. */
const readDrafts = (context: IExecuteFunctions) => {
	const drafts: CheckedDraft[] = [];
	const errors = new Map<number, NodeOperationError>();
	context.getInputData().forEach((_, itemIndex) => {
		try {
			drafts.push(readDraft(context, itemIndex));
		} catch (error) {
			const itemError = inputError(context, error, itemIndex);
			if (!context.continueOnFail()) throw itemError;
			errors.set(itemIndex, itemError);
		}
	});
	return { drafts, errors };
};

const sendAll = async (
	context: IExecuteFunctions,
	drafts: CheckedDraft[],
	gateway: Gateway,
	persistence: Persistence,
): Promise<Map<number, Share[]>> => {
	const options = optionsParameter(context, 0);
	const requests = planRequests(drafts, options.combine !== false);
	const shares = new Map<number, Share[]>();
	const stopsAtFailure = !context.continueOnFail();
	let failed = false;
	const outcomes = await sideBySide(
		requests,
		Number(options.concurrency) || concurrencyDefault,
		async ({ outbound }) => {
			const outcome = await dispatch(gateway, outbound, persistence);
			failed ||= outcome.some(({ failure }) => failure !== undefined);
			return outcome;
		},
		() => failed && stopsAtFailure,
	);
	requests.forEach((request, index) => dealOut(request, outcomes[index] ?? [], shares));
	return shares;
};

const firstFailure = (shares: Share[]) => shares.find(({ failure }) => failure)?.failure;

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

const errorOfRun = (
	context: IExecuteFunctions,
	shares: Map<number, Share[]>,
): ItemError | undefined => {
	const failing = [...shares].sort(([a], [b]) => a - b).find(([, own]) => firstFailure(own));
	const failure = failing && firstFailure(failing[1]);
	if (!failing || !failure) return undefined;
	const sent = sentSoFar(shares);
	const recipients = sent.reduce((sum, part) => sum + part.recipients, 0);
	const error = nodeApiError(context.getNode(), failure, 'send', {
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

const concurrencyDefault = 10;

export const send: Operation = {
	option: {
		name: 'Send',
		value: 'send',
		action: 'Send a text message',
		description: 'Text one or more AT&T Wireless numbers from your short code',
	},

	fields: [
		{
			displayName: 'To',
			name: 'to',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 206-555-0100, +1 206 555 0101',
			description:
				'The US numbers to text: one, several (separated by comma, semicolon or new line), or an array by expression. Each message is charged.',
		},
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 3 },
			required: true,
			default: '',
			placeholder: 'e.g. Your appointment is on Monday at 9:30. Reply YES to confirm.',
			description: 'The text, at most 4,096 one-byte characters',
		},
	],

	options: [
		{
			displayName: 'Combine Identical Messages',
			name: 'combine',
			type: 'boolean',
			default: true,
			description:
				'Whether items with the same text share requests, of up to 50 recipients each. They then share a message ID too.',
		},
		sharedOptions.keepTrying,
		{
			displayName: 'Notify Delivery Status',
			name: 'notifyDeliveryStatus',
			type: 'boolean',
			default: false,
			description:
				'Whether AT&T calls the listener of your short code when the message is delivered, for an AT&T SMS Trigger to receive. Get Delivery Status can’t be asked for such a message.',
		},
		{
			displayName: 'Requests at a Time',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100 },
			default: concurrencyDefault,
			description: 'How many requests to make side by side. Fewer are made once AT&T throttles.',
		},
		sharedOptions.simplify,
		{
			displayName: 'Smart Encoding',
			name: 'smartEncoding',
			type: 'boolean',
			default: false,
			description:
				'Whether to make typographic quotes, dashes and blanks plain where they alone keep a message from fitting into fewer segments. Letters and emoji are never changed.',
		},
		sharedOptions.timeout,
	],

	async execute(context): Promise<INodeExecutionData[]> {
		const { drafts, errors } = readDrafts(context);
		const { keepTryingMs, timeoutMs } = readSharedOptions(optionsParameter(context, 0));
		const persistence = {
			keepTryingMs,
			pace: createPace(),
			signal: context.getExecutionCancelSignal(),
		};
		const gateway = await openGateway(context, providerParameter(context), timeoutMs);
		const shares = await sendAll(context, drafts, gateway, persistence);

		if (!context.continueOnFail()) {
			const error = errorOfRun(context, shares);
			if (error) throw error;
		}
		const items = drafts.map((draft): INodeExecutionData => {
			const own = shares.get(draft.itemIndex) ?? [];
			const failure = firstFailure(own);
			if (failure) {
				const { itemIndex } = draft;
				const error = nodeApiError(context.getNode(), failure, 'send', { itemIndex });
				return failedItem(error, itemIndex, failedJson(own));
			}
			return {
				json: sentJson(own, draft.notifyDeliveryStatus, draft.size, draft.simplify),
				pairedItem: { item: draft.itemIndex },
			};
		});
		const failed = [...errors].map(([itemIndex, error]) => failedItem(error, itemIndex));
		return [...items, ...failed].sort((a, b) => itemOf(a) - itemOf(b));
	},
};

const itemOf = ({ pairedItem }: INodeExecutionData): number =>
	typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : 0;
