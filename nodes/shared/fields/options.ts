import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { readBoolean } from './boolean';

/** Options that several operations and the trigger share. */
export const sharedOptions = {
	maxRetryTime: {
		displayName: 'Max Retry Time (Seconds)',
		name: 'maxRetryTime',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0, maxValue: 3600 },
		default: 60,
		description: 'How long to retry while AT&T throttles or is unreachable; 0 disables retries',
	},
	simplify: {
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	timeout: {
		displayName: 'Timeout (Seconds)',
		name: 'timeout',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 600 },
		default: 60,
		description: "How long to wait for AT&T's response to one request",
	},
} satisfies Record<string, INodeProperties>;

const numberOr = (value: unknown, fallback: number): number =>
	typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : fallback;

/** An expression may give more than the panel takes, and Node.js has no timer for 25 days. */
const retrySecondsOf = (value: unknown): number => {
	const { default: usual, typeOptions } = sharedOptions.maxRetryTime;
	return Math.min(numberOr(value, usual), typeOptions.maxValue);
};

/** 0 may be meant as "no limit", so it is the longest timeout. */
const timeoutSecondsOf = (value: unknown): number => {
	const { default: usual, typeOptions } = sharedOptions.timeout;
	const seconds = numberOr(value, usual) || typeOptions.maxValue;
	return Math.min(Math.max(0.001, seconds), typeOptions.maxValue);
};

/** The shared options, with their defaults, in ms where they are times. Throws an InputError. */
export const readSharedOptions = (options: IDataObject) => ({
	maxRetryTimeMs: 1000 * retrySecondsOf(options.maxRetryTime),
	timeoutMs: 1000 * timeoutSecondsOf(options.timeout),
	simplify: readBoolean(options.simplify, 'Simplify', true),
});
