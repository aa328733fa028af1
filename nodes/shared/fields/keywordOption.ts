import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { noKeywords, readKeywords, type KeywordTable } from '../message/keyword';
import { readWordList } from './text';

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
		'Comma-separated words of your own that count as keywords, besides STOP, HELP, START and the like',
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
 * Reads the option: words separated by commas, or a list of words by expression. Throws an InputError
 * for anything else: to be called before messages are read, which an error would lose.
 */
export const readKeywordOption = ({ keywords }: IDataObject): KeywordTable => {
	const entered = ((keywords ?? {}) as { words?: IDataObject }).words;
	if (!entered) return noKeywords;
	return readKeywords({
		optOut: readWordList(entered.optOut, 'Opt-Out Words'),
		help: readWordList(entered.help, 'Help Words'),
		optIn: readWordList(entered.optIn, 'Opt-In Words'),
	});
};
