import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { InputError } from '../../../shared/errors/inputError';
import { readRecipients } from '../../../shared/fields/phoneNumbers';
import { readShortCode } from '../../../shared/fields/shortCode';
import { checkedMessage } from '../../../shared/message/checkMessage';
import { maxAsked } from '../../../shared/questions/question';
import { readText } from '../../../shared/fields/text';
import { readRules, type AnswerRules } from './answerRules';
import { readWaitLimit } from './waitLimit';

/** A question as the panel has it, checked and ready to be asked. */
export interface QuestionDraft {
	/** E.164, each once. */
	to: string[];
	shortCode: string;
	message: string;
	rules: AnswerRules;
	byText: boolean;
	byLink: boolean;
	waitTill: Date;
}

/** Reads the node's parameters. Throws an InputError. */
export const readDraft = (context: IExecuteFunctions): QuestionDraft => {
	const options = context.getNodeParameter('options', 0, {}) as IDataObject;
	const to = readRecipients(context.getNodeParameter('to', 0, ''));
	if (to.length > maxAsked) throw new InputError(`“To” takes up to ${maxAsked} numbers here`);
	const message = readText(context.getNodeParameter('message', 0, ''), 'Message');
	checkedMessage(message);
	const replyBy = String(options.replyBy ?? 'text');
	return {
		to,
		shortCode: readShortCode(context.getNodeParameter('shortCode', 0, ''), 'Short Code'),
		message,
		rules: readRules(
			context.getNodeParameter('responseType', 0, 'approval'),
			context.getNodeParameter('approvalOptions.values', 0, {}) as IDataObject,
			options,
		),
		byText: replyBy !== 'link',
		byLink: replyBy !== 'text',
		waitTill: readWaitLimit(options),
	};
};
