import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { readShortCode } from '../../shared/fields/shortCode';
import { questionsPrefix } from '../../shared/questions/questionsPath';
import { resolvedFields } from '../webhook/httpMethod';

/** The digits that `readShortCode` gives, of all that it takes. */
const codeTemplate = `String($parameter["shortCode"] ?? "").normalize("NFKC").replace(/[;?@][^]*/, "").replace(/%(25)*[0-9a-f]{2}/gi, "").replace(/^([^.]*)[.]0+(?=[^0-9.]*$)/, "$1").replace(/[^0-9]/g, "")`;

const digitsOf = ({ shortCode }: INodeParameters): string => {
	try {
		return readShortCode(shortCode);
	} catch {
		return '';
	}
};

const takesReplies = ({ events, options }: INodeParameters): boolean => {
	const { sendAndWaitReplies } = (options ?? {}) as INodeParameters;
	return (
		((events ?? ['message']) as string[]).includes('message') && sendAndWaitReplies !== 'ignore'
	);
};

/**
 * Method and path of the webhook for questions: POST if the trigger takes replies, with polling in a
 * published workflow only; else empty, and n8n registers nothing.
 */
export const questionsFields = resolvedFields({
	httpMethod: {
		template: `={{ ($workflow.active || $parameter["receiveMode"] === "webhook") && ${codeTemplate} !== "" && ($parameter["receiveMode"] === "polling" || ($parameter["events"] || ["message"]).includes("message")) && ($parameter["options"] || {})["sendAndWaitReplies"] !== "ignore" ? "POST" : "" }}`,
		resolve: (parameters) =>
			parameters.receiveMode === 'webhook' &&
			digitsOf(parameters) !== '' &&
			takesReplies(parameters)
				? 'POST'
				: '',
	},
	path: {
		template: `={{ "${questionsPrefix}/" + ${codeTemplate} + "/" + $parameter["receiveMode"] }}`,
		resolve: (parameters) =>
			`${questionsPrefix}/${digitsOf(parameters)}/${String(parameters.receiveMode ?? 'polling')}`,
	},
});

/**
 * A parameter that is an expression, so that in polling mode n8n evaluates the templates above, which
 * know whether the workflow is published. While it isn't, a webhook would make Execute Step wait for
 * a call instead of polling.
 */
export const publishedParameter: INodeProperties = {
	displayName: 'Published',
	name: 'published',
	type: 'hidden',
	default: '={{ $workflow.active }}',
};
