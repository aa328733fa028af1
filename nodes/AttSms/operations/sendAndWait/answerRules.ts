import type { IDataObject } from 'n8n-workflow';
import { checkWords, defaultWords, readWords, type ReplyWords } from './replyWords';

/** What counts as an answer. */
export interface AnswerRules {
	type: 'approval' | 'freeText';
	words: ReplyWords;
	/** What is sent, once, to someone whose reply isn't an answer; empty: nothing. */
	clarification: string;
}

const text = (value: unknown, fallback: string): string =>
	value === undefined || value === null ? fallback : String(value);

/** Reads the parameters of that name. Throws an InputError. */
export const readRules = (
	responseType: unknown,
	approval: IDataObject,
	options: IDataObject,
): AnswerRules => {
	const words = {
		approve: readWords(text(approval.approveWords, defaultWords.approve.join()), 'Approve Words'),
		disapprove:
			approval.approvalType === 'single'
				? []
				: readWords(
						text(approval.disapproveWords, defaultWords.disapprove.join()),
						'Disapprove Words',
					),
	};
	checkWords(words);
	return {
		type: responseType === 'freeText' ? 'freeText' : 'approval',
		words,
		clarification: text(options.clarification, '').trim(),
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

export const rulesFromQuery = (query: Record<string, unknown>): AnswerRules => ({
	type: query.type === 'freeText' ? 'freeText' : 'approval',
	words: {
		approve: text(query.yes, '').split(','),
		disapprove: text(query.no, '').split(','),
	},
	clarification: text(query.else, ''),
});
