import type { IDataObject } from 'n8n-workflow';
import { readBoolean } from '../shared/fields/boolean';
import { readKeywordOption } from '../shared/fields/keywordOption';
import { readSharedOptions } from '../shared/fields/options';
import { readSenderRateLimit } from './senderRateLimit';

/**
 * Throws an InputError for an option that an expression gave a value of no use. To be called before
 * the inbox is read: AT&T deletes what it returns.
 */
export const checkOptions = (options: IDataObject): void => {
	readSharedOptions(options);
	readKeywordOption(options);
	readSenderRateLimit(options);
	readBoolean(options.ignoreDuplicates, 'Ignore Duplicates');
	readBoolean(options.batchBursts, 'Batch Bursts');
};
