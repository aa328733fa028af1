import type { INodeProperties } from 'n8n-workflow';

/** A field for a short code, in any of the forms that `readShortCode` reads. */
export const shortCodeField = {
	displayName: 'Short Code',
	name: 'shortCode',
	type: 'string',
	default: '',
	placeholder: 'e.g. 22627000',
} satisfies INodeProperties;

/**
 * What needs no warning: an expression, an empty field, or a code as `readShortCode` reads it. The
 * editor matches it against the value as typed, without flags.
 */
const unmarked =
	'^(=|\\s*$|\\s*([sS][hH][oO][rR][tT]:|[tT][eE][lL]:)?\\s*\\d([\\s.-]*\\d){2,7}\\s*$)';

/**
 * A notice right below a short code's field, shown while the field holds what can't be one. n8n's own
 * check of a text field has just types to offer, whose words speak of numbers.
 */
export const shortCodeNotice = (
	fieldName: string,
	show: NonNullable<INodeProperties['displayOptions']>['show'],
): INodeProperties => ({
	displayName: 'This is not a short code: it needs three to eight digits, such as 22627000',
	name: `${fieldName}Notice`,
	type: 'notice',
	default: '',
	// By `hide`, as the editor shows whatever depends on a field that holds an expression.
	displayOptions: { show, hide: { [fieldName]: [{ _cnd: { regex: unmarked } }] } },
});
