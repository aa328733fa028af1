import type { INodeProperties } from 'n8n-workflow';

/**
 * A field for a short code, in any of the forms that `readShortCode` reads. n8n's own check
 * (`validateType`) would reject `short:22627000`, in words about numbers.
 */
export const shortCodeField = {
	displayName: 'Short Code',
	name: 'shortCode',
	type: 'string',
	default: '',
	placeholder: 'e.g. 22627000',
} satisfies INodeProperties;
