import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { readKeywords, type KeywordTable } from '../message/keyword';

const words = (displayName: string, name: string, placeholder: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder,
});

/** Own keywords, in addition to the required ones: an option of whatever receives messages. */
export const keywordOption: INodeProperties = {
	displayName: 'Keywords',
	name: 'keywords',
	type: 'fixedCollection',
	placeholder: 'Add Keywords',
	default: {},
	description:
		'Words of your own that count as a keyword, besides STOP, HELP, START and the like. Separate them with commas.',
	options: [
		{
			displayName: 'Words',
			name: 'words',
			values: [
				words('Opt-Out Words', 'optOut', 'e.g. no more, basta'),
				words('Help Words', 'help', 'e.g. support, question'),
				words('Opt-In Words', 'optIn', 'e.g. join, subscribe'),
			],
		},
	],
};

/**
 * Reads the option: words separated by commas, or a list of words by expression. Anything else is
 * left out, without an error: it is read after the messages, which an error would lose.
 */
export const readKeywordOption = ({ keywords }: IDataObject): KeywordTable => {
	const entered = ((keywords ?? {}) as { words?: IDataObject }).words ?? {};
	const textOf = (name: string): string => {
		const value = entered[name];
		return (Array.isArray(value) ? value : [value])
			.filter((word) => typeof word === 'string' || typeof word === 'number')
			.join(',');
	};
	return readKeywords({ optOut: textOf('optOut'), help: textOf('help'), optIn: textOf('optIn') });
};
