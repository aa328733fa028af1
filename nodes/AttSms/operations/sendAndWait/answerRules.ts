import type { IDataObject } from 'n8n-workflow';
import { readWritten } from '../../../shared/fields/expression';
import { readText, readWordList } from '../../../shared/fields/text';
import { checkedMessage } from '../../../shared/message/checkMessage';
import { checkWords, defaultWords, readWords, type ReplyWords } from './replyWords';

/** What counts as an answer. */
export interface AnswerRules {
	type: 'approval' | 'freeText';
	words: ReplyWords;
	/** What is sent, once, to someone whose reply isn't an answer; empty: nothing. */
	clarification: string;
}

/** What is sent to someone whose reply isn't an answer. */
const readClarification = (value: unknown): string => {
	const text = readText(value, 'Clarification').trim();
	if (text !== '') checkedMessage(text, 'Clarification');
	return text;
};

/**
 * Reads the parameters of that name. `written`: the approval options as the workflow holds them.
 * Throws an InputError.
 */
export const readRules = (
	responseType: unknown,
	approval: IDataObject,
	options: IDataObject,
	written: IDataObject = {},
): AnswerRules => {
	const readOwn = (name: string, fallback: string[], field: string): string[] =>
		readWritten(written[name], () =>
			readWords(readWordList(approval[name] ?? fallback, field), field),
		);
	const words = {
		approve: readOwn('approveWords', defaultWords.approve, 'Approve Words'),
		disapprove:
			approval.approvalType === 'single'
				? []
				: readOwn('disapproveWords', defaultWords.disapprove, 'Disapprove Words'),
	};
	checkWords(words);
	return {
		type: responseType === 'freeText' ? 'freeText' : 'approval',
		words,
		clarification: readClarification(options.clarification),
	};
};

/** As part of the signed resume URL: expressions could no longer be evaluated when the reply comes. */
export const rulesToQuery = ({
	type,
	words,
	clarification,
}: AnswerRules): Record<string, string> => ({
	by: 'text',
	type,
	...(type === 'approval' && {
		yes: words.approve.join(),
		...(words.disapprove.length > 0 && { no: words.disapprove.join() }),
	}),
	...(clarification !== '' && { else: clarification }),
});

/** A parameter that comes more than once is a list; one that is missing is empty. */
const text = (value: unknown): string => (value === undefined ? '' : String(value));

export const rulesFromQuery = (query: Record<string, unknown>): AnswerRules => ({
	type: query.type === 'freeText' ? 'freeText' : 'approval',
	words: {
		approve: text(query.yes).split(','),
		disapprove: text(query.no).split(','),
	},
	clarification: text(query.else),
});
