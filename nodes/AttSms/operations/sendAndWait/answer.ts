import type { IDataObject } from 'n8n-workflow';
import { isOptOutOrHelp } from '../../../shared/message/keyword';
import type { Reply } from '../../../shared/questions/reply';
import { readDecision } from './replyWords';
import type { AnswerRules } from './answerRules';

/** What the waiting node puts out. */
export interface Answer extends IDataObject {
	approved?: boolean;
	text: string;
	/** E.164; null if it isn't known. */
	from: string | null;
	by: 'text' | 'link';
	/** ISO 8601. */
	respondedAt: string;
	/** What follows a NO: an AI Agent takes it for what the person has to say. */
	chatInput?: string;
}

/**
 * The answer in a text, or undefined if it isn't one. STOP and HELP never are, and START isn't one to
 * a question for free text: the opt-in would be lost.
 */
export const answerByText = (
	{ type, words }: AnswerRules,
	{ from, text, isOptIn }: Reply,
	respondedAt = new Date().toISOString(),
): Answer | undefined => {
	if (isOptOutOrHelp(text)) return undefined;
	const answer: Answer = { text: text.trim(), from, by: 'text', respondedAt };
	if (type === 'freeText') return answer.text === '' || isOptIn ? undefined : answer;
	const decision = readDecision(text, words);
	if (!decision) return undefined;
	const { approved, rest } = decision;
	return { approved, ...answer, ...(!approved && rest !== '' && { chatInput: rest }) };
};

/** What goes on if no answer came in time: the input, and this under `data`. */
export const timedOut = (json: IDataObject): IDataObject => ({
	...json,
	data: { answered: false, timedOut: true },
});
