import { NodeOperationError, UserError } from 'n8n-workflow';
import {
	operationError,
	toOperationError,
} from '../../../../../nodes/shared/errors/operationError.ts';
import { actionNode } from '../../fixtures.mts';

const node = actionNode();

test.each<[string, unknown, boolean]>([
	['an error of n8n about the node', new NodeOperationError(node, 'No credential'), false],
	['an error of n8n about what a user set up', new UserError('No credential'), false],
	['an error that nobody expected', new TypeError('No credential'), true],
	['a value that isn’t an error', 'No credential', true],
])(
	'The kind of %s is unexpected, and mayHaveBeenProcessed follows from its type',
	(_, error, mayHaveBeenProcessed) => {
		const shown = toOperationError(node, error);
		expect(shown.message).toBe('No credential');
		expect(shown.context.data).toEqual({ kind: 'unexpected', mayHaveBeenProcessed });
		expect(toOperationError(node, error, { sends: true }).context.data).toMatchObject({
			kind: 'unexpected',
		});
	},
);

test('An unexpected error of a node that sends says whether the message may have been sent', () => {
	const shown = toOperationError(node, new TypeError('x'), { sends: true });
	expect(shown.context.data).toMatchObject({ mayHaveBeenProcessed: true, maybeSent: true });
});

test('An error that has a kind keeps its data', () => {
	const error = operationError(node, 'Full', { kind: 'full', extra: { maybeSent: false } });
	expect(toOperationError(node, error, { sends: true })).toBe(error);
	expect(error.context.data).toEqual({
		kind: 'full',
		mayHaveBeenProcessed: false,
		maybeSent: false,
	});
});
