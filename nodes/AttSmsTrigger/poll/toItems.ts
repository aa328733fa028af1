import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { readKeywordOption } from '../../shared/fields/keywordOption';
import { readSharedOptions } from '../../shared/fields/options';
import { messageJson } from '../../shared/message/received';
import type { Inbound } from '../../shared/protocol/types';
import { answerQuestions } from '../questions/answerQuestions';
import { receive, type ReceiveStep } from '../receive';
import { limitSenders } from '../senderRateLimit';
import { saveTriggerState } from '../triggerState';
import { readOptions } from './pollSettings';
import { sentSince } from './sentSince';

let messagesRead = 0;

/** What received messages pass, in this order. */
const stepsOf = (context: IPollFunctions, appSecret: string): ReceiveStep[] => {
	const isLimited = readOptions(context).senderRateLimit !== undefined;
	return [answerQuestions(appSecret), limitSenders(isLimited ? sentSince(context) : undefined)];
};

/** How a message is written, with the node's options. */
const jsonWriter = (context: IPollFunctions, isSample: boolean) => {
	const options = readOptions(context);
	const { simplify } = readSharedOptions(options);
	const ownKeywords = readKeywordOption(options);
	return (message: Inbound, id: string): IDataObject => {
		const json = messageJson(message, simplify, id, ownKeywords);
		return isSample && simplify ? { ...json, sample: true } : json;
	};
};

const plainJson = (message: Inbound, id: string) =>
	messageJson(message, true, id, readKeywordOption({}));

/**
 * The items of the messages that AT&T has just returned. Never throws: AT&T no longer has them. What
 * fails goes to `onError`, and the messages come out without what failed.
 */
export const toItems = async (
	context: IPollFunctions,
	messages: Inbound[],
	{
		isSample = false,
		appSecret = '',
		onError,
	}: { isSample?: boolean; appSecret?: string; onError(error: unknown): void },
): Promise<INodeExecutionData[]> => {
	const readAt = Date.now();
	let write = plainJson;
	// AT&T repeats nothing from an inbox: each message is one of its own, however alike.
	const toJson = (message: Inbound) => write(message, `${readAt}#${messagesRead++}`);
	let items: INodeExecutionData[] | undefined;
	try {
		write = jsonWriter(context, isSample);
		const steps = isSample ? [] : stepsOf(context, appSecret);
		const intake = await receive(context, messages, steps, toJson);
		items = intake?.items ?? [];
		intake?.commit();
		saveTriggerState(context);
	} catch (error) {
		onError(error);
	}
	return items ?? messages.map((message) => ({ json: toJson(message) }));
};
