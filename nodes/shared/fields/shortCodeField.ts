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
 * What needs no warning: an expression, an empty field, or whatever `readShortCode` may read as a
 * code, which refuses the rest when it runs. The editor matches the value as typed, without flags.
 */
const unmarked =
	'^(=|\\s*$|([^0-9A-Za-z]*[A-Za-z]{3,5}:)?([^0-9A-Za-z,;]*\\d){3,8}(\\.0+)?[^0-9A-Za-z]*$)';

/**
 * A notice right below a short code's field, shown while its value can't be a short code. n8n's own
 * check (`validateType`) would refuse `short:22627000`, in words about numbers.
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
