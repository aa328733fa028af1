import type { INodeParameters } from 'n8n-workflow';

/** n8n's own key for fields of a webhook description that are read without an expression. */
const resolvers = Symbol.for('n8n.webhookDescriptionResolvers');

/** A field of a webhook description that depends on the node's parameters. */
interface ResolvedField {
	/** The expression that older versions evaluate. */
	template: string;
	resolve(parameters: INodeParameters): string;
}

/**
 * Fields of a webhook description, without an expression for n8n to evaluate with each call: in its
 * default engine that takes an isolate of its own. 2.41.1 reads the resolvers, unless a parameter of
 * the node is an expression; 2.8.4 and 1.123.81 evaluate the template.
 */
export const resolvedFields = <Name extends string>(
	fields: Record<Name, ResolvedField>,
): Record<Name, string> => {
	const templates = Object.entries<ResolvedField>(fields).map(([name, { template }]) => [
		name,
		template,
	]);
	return { ...Object.fromEntries(templates), [resolvers]: fields } as Record<Name, string>;
};

/** In polling mode the method is empty, and n8n registers no path. */
export const httpMethod = resolvedFields({
	httpMethod: {
		template: '={{ $parameter["receiveMode"] === "webhook" ? "POST" : "" }}',
		resolve: ({ receiveMode }) => (receiveMode === 'webhook' ? 'POST' : ''),
	},
});
