import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
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
const stepsOf = (context: IPollFunctions): ReceiveStep[] => {
	const isLimited = readOptions(context).senderRateLimit !== undefined;
	return [answerQuestions, limitSenders(isLimited ? sentSince(context) : undefined)];
};

/** The items of the messages that AT&T has just returned. */
export const toItems = async (
	context: IPollFunctions,
	messages: Inbound[],
	{ isSample = false }: { isSample?: boolean } = {},
): Promise<INodeExecutionData[]> => {
	const options = readOptions(context);
	const { simplify } = readSharedOptions(options);
	const ownKeywords = readKeywordOption(options);
	const readAt = Date.now();
	const toJson = (message: Inbound) => {
		// AT&T repeats nothing from an inbox: each message is one of its own, however alike.
		const json = messageJson(message, simplify, `${readAt}#${messagesRead++}`, ownKeywords);
		return isSample && simplify ? { ...json, sample: true } : json;
	};
	const steps = isSample ? [] : stepsOf(context);
	const intake = await receive(context, messages, steps, toJson);
	intake?.commit();
	saveTriggerState(context);
	return intake?.items ?? [];
};
