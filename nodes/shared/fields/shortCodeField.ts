import type { INodeProperties } from 'n8n-workflow';

/**
 * A field for a short code. The editor marks what is no number there and then; `readShortCode` says
 * the rest, and still takes the `short:` that AT&T writes before one.
 */
export const shortCodeField = {
	displayName: 'Short Code',
	name: 'shortCode',
	type: 'string',
	default: '',
	validateType: 'number',
	ignoreValidationDuringExecution: true,
} satisfies INodeProperties;
