import type { IExecuteFunctions } from 'n8n-workflow';
import type { NodeContext } from '../client/nodeContext';

/** Where this n8n takes calls for waiting executions, without a slash at the end. */
export const waitingBase = (context: NodeContext): string => {
	const { evaluateExpression } = context as Pick<IExecuteFunctions, 'evaluateExpression'>;
	// `…/webhook-waiting/<execution>`; with a placeholder for the execution outside of one.
	const url = String(evaluateExpression.call(context, '{{ $execution.resumeUrl }}', 0));
	return url.slice(0, url.lastIndexOf('/'));
};

/** Where this n8n takes calls for triggers: n8n gives a node in an execution the other one only. */
export const webhookBase = (context: NodeContext): string => {
	const waiting = waitingBase(context);
	return waiting.endsWith('-waiting')
		? waiting.slice(0, -'-waiting'.length)
		: `${waiting.slice(0, waiting.lastIndexOf('/'))}/webhook`;
};

/** The execution, the node and the signed query of a resume URL; n8n's base stays out of it. */
const resumePath = /^[\w-]{1,64}\/[\w.~%-]{1,200}\?[\w.~%&=+*-]{1,4000}$/;

export const isResumePath = (value: unknown): value is string =>
	typeof value === 'string' && resumePath.test(value);

/** `<execution>/<node>?<query>` of a resume URL. */
export const resumePathOf = (url: string): string => {
	const { pathname, search } = new URL(url);
	return `${pathname.split('/').slice(-2).join('/')}${search}`;
};
