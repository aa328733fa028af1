import { readInboxList } from '../../shared/protocol/inboundMessage';
import type { Inbound } from '../../shared/protocol/types';

/** As "Get SMS" in AT&T's page has it. Two, since a keyword takes another branch than a question. */
const response = {
	InboundSmsMessageList: {
		InboundSmsMessage: [
			{
				MessageId: 'msg0',
				Message: 'Are you open today?',
				SenderAddress: 'tel:+12065550100',
			},
			{ MessageId: 'msg1', Message: 'STOP', SenderAddress: 'tel:+12065550101' },
		],
	},
};

/** Messages to build a workflow with, from numbers that are given to no one. */
export const sampleMessages = (shortCode: string): Inbound[] =>
	readInboxList(response, shortCode).messages;
