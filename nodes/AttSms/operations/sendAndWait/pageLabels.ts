import type { IDataObject } from 'n8n-workflow';
import { readText } from '../../../shared/fields/text';

/**
 * Reads what the page of the link shows apart from the question, with n8n's defaults; the title is
 * empty without one. Throws an InputError.
 */
export const readPageLabels = (approval: IDataObject, responseFormTitle: unknown) => ({
	title: readText(responseFormTitle, 'Response Form Title'),
	approveLabel: readText(approval.approveLabel, 'Approve Button Label') || 'Approve',
	disapproveLabel: readText(approval.disapproveLabel, 'Disapprove Button Label') || 'Decline',
});
