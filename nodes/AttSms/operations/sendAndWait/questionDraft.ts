import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { InputError } from '../../../shared/errors/inputError';
import { readRecipients } from '../../../shared/fields/phoneNumbers';
import { readShortCode } from '../../../shared/fields/shortCode';
import { checkedMessage } from '../../../shared/message/checkMessage';
import { maxAsked } from '../../../shared/questions/question';
import { readText } from '../../../shared/fields/text';
import { createItemReader, readItemOptions } from '../../runtime/itemReader';
import { readRules, type AnswerRules } from './answerRules';
import type { PageTexts } from './page';
import { readPageLabels } from './pageLabels';
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
	/** What a link opens. */
	page: PageTexts;
	waitTill: Date;
}

const readAsked = (value: unknown): string[] => {
	const to = readRecipients(value);
	if (to.length > maxAsked)
		throw new InputError(`a question goes to ${maxAsked} numbers at most`, 'To');
	return to;
};

const readQuestion = (value: unknown): string => {
	const message = readText(value, 'Message');
	checkedMessage(message);
	return message;
};

/** The approval options as the workflow holds them, with their expressions. */
const writtenApproval = (context: IExecuteFunctions): IDataObject | undefined => {
	const { approvalOptions } = context.getNode().parameters as { approvalOptions?: IDataObject };
	return approvalOptions?.values as IDataObject | undefined;
};

/** Reads the node's parameters. Throws an InputError, or the error of an expression. */
export const readDraft = (context: IExecuteFunctions): QuestionDraft => {
	const read = createItemReader(context);
	const options = readItemOptions(read, 0);
	const replyBy = readText(options.replyBy ?? 'text', 'Reply By');
	const approval = read(0, {
		name: 'approvalOptions.values',
		displayName: 'Approval Options',
		parse: (value) => (typeof value === 'object' && value !== null ? (value as IDataObject) : {}),
	});
	const labels = readPageLabels(approval, options.responseFormTitle);
	const to = read(0, { name: 'to', displayName: 'To', parse: readAsked });
	const shortCode = read(0, {
		name: 'shortCode',
		displayName: 'Short Code',
		parse: (value) => readShortCode(value, 'Short Code'),
	});
	const message = read(0, { name: 'message', displayName: 'Message', parse: readQuestion });
	const responseType = read(0, {
		name: 'responseType',
		displayName: 'Response Type',
		parse: (value) => value || 'approval',
	});
	const rules = readRules(responseType, approval, options, writtenApproval(context));
	return {
		to,
		shortCode,
		message,
		rules,
		byText: replyBy !== 'link',
		byLink: replyBy !== 'text',
		page: {
			title: labels.title || `Message from ${shortCode}`,
			message,
			type: rules.type,
			approveLabel: labels.approveLabel,
			...(approval.approvalType !== 'single' && { disapproveLabel: labels.disapproveLabel }),
		},
		waitTill: readWaitLimit(options),
	};
};
