import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Client } from '../../../shared/client/client';
import { drainInbox } from '../../../shared/client/drainInbox';
import type { GatewayError } from '../../../shared/errors/gatewayError';
import { nodeApiError } from '../../../shared/errors/nodeApiError';
import { readKeywordOption } from '../../../shared/fields/keywordOption';
import { readNumber } from '../../../shared/fields/number';
import { readSharedOptions } from '../../../shared/fields/options';
import { readShortCode } from '../../../shared/fields/shortCode';
import { messageJson } from '../../../shared/message/received';
import type { RetryOptions } from '../../../shared/retry/retry';
import { failedItem } from '../../runtime/failedItem';
import { checkItems, createItemReader, readItemOptions } from '../../runtime/itemReader';
import { keepOutput } from '../../runtime/keptOutput';
import { openRun } from '../../runtime/openRun';
import { openRunRecord } from '../../runtime/runRecord';
import { subjectOf } from '../../runtime/subject';
import type { Operation } from '../operation';
import { description } from './description';
import { keepInterruptedRead, takeInterruptedReads } from './interruptedReads';

interface InboxRequest {
	itemIndex: number;
	shortCode: string;
	simplify: boolean;
	keywords: ReturnType<typeof readKeywordOption>;
	/** Infinity without the option. */
	limit: number;
}

/** The output of each item so far, by the item's index. */
type Read = Array<[itemIndex: number, messages: IDataObject[]]>;

const readLimit = ({ limit }: IDataObject): number => {
	const number = readNumber(limit, 'Limit') ?? 0;
	return number > 0 ? number : Infinity;
};

const requestReader = (context: IExecuteFunctions) => {
	const read = createItemReader(context);
	return (itemIndex: number): InboxRequest => {
		const options = readItemOptions(read, itemIndex);
		return {
			itemIndex,
			shortCode: read(itemIndex, {
				name: 'shortCode',
				displayName: 'Short Code',
				parse: (value) => readShortCode(value, 'Short Code'),
			}),
			simplify: readSharedOptions(options).simplify,
			keywords: readKeywordOption(options),
			limit: readLimit(options),
		};
	};
};

/** Reads one item's inbox. What was read is in `read`, whatever follows. */
const readInbox = async (
	client: Client,
	request: InboxRequest,
	retryOptions: RetryOptions,
	read: Map<number, IDataObject[]>,
): Promise<GatewayError | undefined> => {
	const { itemIndex, shortCode, simplify, keywords, limit } = request;
	const inbox = `${client.baseUrl} ${shortCode}`;
	const readAt = Date.now();
	const { messages, failure } = await drainInbox(client, shortCode, retryOptions, { limit });
	// AT&T returns this inbox to whoever has the credential, and to nobody else.
	const mayRead = !failure || messages.length > 0;
	const earlier = [...(read.get(itemIndex) ?? []), ...(mayRead ? takeInterruptedReads(inbox) : [])];
	read.set(itemIndex, [
		...earlier,
		...messages.map((message, index) =>
			messageJson(message, simplify, `${readAt}#${itemIndex}#${index}`, keywords),
		),
	]);
	return failure;
};

export const getInbox: Operation = {
	...description,

	async execute(context): Promise<INodeExecutionData[]> {
		const { checked, errors } = checkItems(context, description, requestReader(context));
		const { client, retryOptions } = await openRun(context);
		const record = openRunRecord<{ read: Read }>(context);
		const read = new Map(record.previous?.read);
		const isStopped = () => retryOptions.signal?.aborted === true;
		const failures = new Map<number, GatewayError>();

		for (const request of checked) {
			if (isStopped()) break;
			const failure = await readInbox(client, request, retryOptions, read);
			if (failure) failures.set(request.itemIndex, failure);
		}
		if (isStopped()) {
			const messages = [...read.values()].flat();
			if (!(await keepOutput(context, messages))) {
				for (const { itemIndex, shortCode } of checked) {
					keepInterruptedRead(`${client.baseUrl} ${shortCode}`, read.get(itemIndex) ?? []);
				}
			}
			record.clear();
			return [];
		}
		if (failures.size + errors.size > 0) record.save({ read: [...read] });
		else record.clear();

		const shortCodes = new Map(checked.map(({ itemIndex, shortCode }) => [itemIndex, shortCode]));
		const hasRead = [...read.values()].some((messages) => messages.length > 0);
		return context.getInputData().flatMap((_, itemIndex): INodeExecutionData[] => {
			const shortCode = shortCodes.get(itemIndex);
			const subject = shortCode ? { shortCode } : subjectOf(context, itemIndex, description);
			const items = (read.get(itemIndex) ?? []).map((json) => ({
				json,
				pairedItem: { item: itemIndex },
			}));
			const failure = failures.get(itemIndex);
			const error =
				errors.get(itemIndex) ??
				(failure && nodeApiError(context.getNode(), failure, description.outcome, { itemIndex }));
			if (!error) return items;
			// To throw would lose what was read: n8n shows no output of a node that failed.
			if (!context.continueOnFail() && !hasRead) throw error;
			return [...items, failedItem(context, error, { itemIndex, subject })];
		});
	},
};
