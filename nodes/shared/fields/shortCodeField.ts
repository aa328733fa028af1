import type { INodeProperties } from 'n8n-workflow';

/**
 * A field for a short code, read by `readShortCode`. n8n's own validation as a number would refuse
 * `short:22627000` and `226-27000`, in words that speak of types.
 */
export const shortCodeField = {
	displayName: 'Short Code',
	name: 'shortCode',
	type: 'string',
	default: '',
} satisfies INodeProperties;
