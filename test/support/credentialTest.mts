// What the editor’s credential test does (packages/cli/src/services/credentials-tester.service.ts
// in n8n 2.41): the type’s `test` request, sent by n8n-core’s RoutingNode from a temporary node
// with the credential’s data as typed, and the failure reduced to the sentence the editor shows.
import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialType,
	IDataObject,
	INode,
	INodeCredentialTestResult,
	INodeType,
	INodeTypes,
	IWorkflowExecuteAdditionalData,
	NodeApiError,
} from 'n8n-workflow';
import type { InMemoryCredentialsHelper } from './credentialsHelper.mts';
import { core, n8nWorkflow } from './n8n.mts';

/** The part of an axios error that n8n’s tester looks at. */
interface Cause {
	code?: string;
	response?: { status: number; statusText?: string };
}

export const testCredential = async (
	type: ICredentialType,
	typed: ICredentialDataDecryptedObject,
	helper: InMemoryCredentialsHelper,
	additionalData: IWorkflowExecuteAdditionalData,
): Promise<INodeCredentialTestResult> => {
	const { test } = type;
	if (!test) {
		return { status: 'Error', message: 'No testing function found for this credential.' };
	}

	const credential: ICredentialsDecrypted = {
		id: '1',
		name: type.displayName,
		type: type.name,
		data: helper.applyDefaults(additionalData, typed, type.name, 'internal'),
	};
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: 'noOp',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [type.name]: { id: credential.id, name: credential.name } },
	};
	const nodeType: INodeType = {
		description: {
			displayName: 'No Operation, do nothing',
			name: 'noOp',
			group: ['organization'],
			version: 1,
			description: 'No Operation',
			defaults: { name: 'No Operation, do nothing' },
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: type.name, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					routing: { request: test.request },
					default: '',
				},
			],
		},
	};
	const nodeTypes: INodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const workflow = new n8nWorkflow.Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes,
	});

	// The data under test is what was typed, whatever is stored.
	additionalData.credentialsHelper = new Proxy(helper, {
		get(target, key) {
			if (key === 'getDecrypted') return async () => credential.data ?? {};
			const value: unknown = Reflect.get(target, key);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
	additionalData.currentNodeParameters = node.parameters;
	const context = new core.ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		n8nWorkflow.createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);

	const rules = test.rules ?? [];
	let json: IDataObject | undefined;
	try {
		const output = await new core.RoutingNode(context, nodeType, credential).runNode();
		json = output?.[0]?.[0]?.json;
	} catch (thrown) {
		const error = thrown as NodeApiError;
		const { response, code } = (error.cause ?? {}) as Cause;
		if (response) {
			const rule = rules.find(
				({ type: kind, properties }) =>
					kind === 'responseCode' && properties.value === response.status,
			);
			if (rule) return { status: 'Error', message: rule.properties.message };
			if (response.status < 199 || response.status > 299) {
				return {
					status: 'Error',
					message: response.statusText || `Received HTTP status code: ${response.status}`,
				};
			}
		} else if (code) {
			return { status: 'Error', message: code };
		}
		return { status: 'Error', message: error.message.toString() };
	}
	for (const rule of rules) {
		if (rule.type !== 'responseSuccessBody') continue;
		const { key, value, message } = rule.properties;
		const found = key
			.split('.')
			.reduce<unknown>((at, part) => (at as IDataObject | undefined)?.[part], json);
		if (found === value) return { status: 'Error', message };
	}
	return { status: 'OK', message: 'Connection successful!' };
};
