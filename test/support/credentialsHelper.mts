// What n8n’s own CredentialsHelper does (packages/cli/src/credentials-helper.ts in n8n 2.41), with
// the credentials kept in memory instead of encrypted in a database. It decides when a node gets a
// token and when that token is stored, so the tests of the credential depend on its manner:
// - stored data is handed out as a copy, with the defaults of the type filled in;
// - preAuthentication runs when the expirable property is empty, when the request was answered
//   401, or when the credential is being tested, and never waits for another run of itself;
// - its result is stored only if it holds the expirable property and the node has credentials.
import { setImmediate } from 'node:timers/promises';
import type {
	CredentialInformation,
	GenericValue,
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialsExpressionResolveValues,
	ICredentialType,
	IDataObject,
	IExecuteData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeParameters,
	INodeProperties,
	INodeType,
	INodeTypes,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { core, n8nWorkflow } from './n8n.mts';

const { ICredentialsHelper, NodeHelpers, UnexpectedError, UserError, isExpression } = n8nWorkflow;

/** What is stored, by credential type: one credential of each. */
export type StoredCredentials = Record<string, ICredentialDataDecryptedObject>;

const mockNode: INode = {
	id: 'mock',
	name: '',
	typeVersion: 1,
	type: 'mock',
	position: [0, 0],
	parameters: {},
};
const mockNodeType = { description: { properties: [] as INodeProperties[] } } as INodeType;
const mockNodeTypes: INodeTypes = {
	getByName: () => mockNodeType,
	getByNameAndVersion: () => mockNodeType,
	getKnownTypes: () => ({}),
};

const copy = <T,>(data: T): T => structuredClone(data);

export class InMemoryCredentialsHelper extends ICredentialsHelper {
	/** How often a credential was read, by type: n8n asks its database each time. */
	readonly reads: Record<string, number> = {};

	constructor(
		readonly stored: StoredCredentials,
		private readonly types: Map<string, ICredentialType>,
		private readonly beforeRead?: () => void,
	) {
		super();
	}

	private type(name: string): ICredentialType {
		const type = this.types.get(name);
		if (!type) throw new UnexpectedError(`Unknown credential type "${name}"`);
		return type;
	}

	private async read(type: string) {
		await setImmediate();
		this.beforeRead?.();
		const data = this.stored[type];
		if (!data) throw new UserError(`Credential of type "${type}" does not exist`);
		this.reads[type] = (this.reads[type] ?? 0) + 1;
		return copy(data);
	}

	getParentTypes(name: string): string[] {
		const parents = this.types.get(name)?.extends ?? [];
		return [...parents, ...parents.flatMap((parent) => this.getParentTypes(parent))];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		incoming: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const options = incoming as IHttpRequestOptions;
		const { authenticate } = this.type(typeName);
		if (typeof authenticate === 'function') return await authenticate(credentials, options);
		if (authenticate?.type !== 'generic') return options;
		if (!workflow || !node) {
			throw new UnexpectedError(
				'Workflow and node are required for declarative credential authentication',
			);
		}
		const resolve = (value: string) =>
			isExpression(value)
				? String(
						workflow.expression.getSimpleParameterValue(
							node,
							value,
							'internal',
							{ $credentials: credentials },
							undefined,
							'',
						) || '',
					)
				: value;
		options.headers ??= {};
		const target = options as unknown as Record<string, IDataObject>;
		for (const [part, values] of Object.entries(authenticate.properties)) {
			const section = (target[part] ??= {});
			for (const [key, value] of Object.entries(values as Record<string, string>)) {
				section[resolve(key)] = resolve(value);
			}
		}
		return options;
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type = this.type(typeName);
		const expirable = type.properties.find(
			({ type: kind, typeOptions }) => kind === 'hidden' && typeOptions?.expirable === true,
		)?.name;
		if (expirable === undefined || !type.preAuthentication) return undefined;

		const isTest = node.parameters?.temp === '' && node.type === 'n8n-nodes-base.noOp';
		if (credentials[expirable] !== '' && !credentialsExpired && !isTest) return undefined;

		const output = (await type.preAuthentication.call(
			this.restrictedToCredentialDomains(helpers, credentials),
			credentials,
		)) as ICredentialDataDecryptedObject;
		const nodeCredentials = node.credentials?.[type.name];
		if (output[expirable] === undefined || !nodeCredentials) return undefined;

		// A field that was stored as an expression stays one.
		const stored = await this.read(type.name);
		const changes = Object.entries(output).filter(
			([key]) => key === expirable || !isExpression(stored[key]),
		);
		await this.updateCredentials(nodeCredentials, type.name, {
			...stored,
			...Object.fromEntries(changes),
		});
		return Object.assign(credentials, output);
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const { preAuthentication } = this.type(typeName);
		return (await preAuthentication?.call(
			this.restrictedToCredentialDomains(helpers, credentials),
			credentials,
		)) as ICredentialDataDecryptedObject | undefined;
	}

	/** The credential’s own allow list of domains holds for the requests of preAuthentication too. */
	private restrictedToCredentialDomains(
		{ helpers }: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): IHttpRequestHelper {
		return {
			helpers: {
				httpRequest: async (options: IHttpRequestOptions): Promise<unknown> => {
					const allowed = n8nWorkflow.getCredentialOwnRequestAllowedDomains(credentials);
					return await helpers.httpRequest(
						allowed === undefined ? options : { ...options, allowedDomains: allowed },
					);
				},
			},
		};
	}

	async getCredentials(details: INodeCredentialsDetails, type: string): Promise<ICredentials> {
		const credentials = new core.Credentials({ id: details.id, name: details.name }, type);
		await credentials.setData(await this.read(type));
		return credentials;
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		const type = this.type(name);
		if (type.extends === undefined) return type.properties;
		const combined: INodeProperties[] = [];
		for (const parent of type.extends) {
			NodeHelpers.mergeNodeProperties(combined, this.getCredentialsProperties(parent));
		}
		NodeHelpers.mergeNodeProperties(combined, type.properties);
		return combined;
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		_details: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		expressionResolveValues?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const data = await this.read(type);
		if (raw === true) return data;
		return this.applyDefaults(
			additionalData,
			data,
			type,
			mode,
			executeData,
			expressionResolveValues,
		);
	}

	/** The stored fields, the defaults of those that aren’t stored, and expressions resolved. */
	applyDefaults(
		additionalData: IWorkflowExecuteAdditionalData,
		original: ICredentialDataDecryptedObject,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		values?: ICredentialsExpressionResolveValues,
	): ICredentialDataDecryptedObject {
		const data = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(type),
			original as INodeParameters,
			true,
			false,
			null,
			null,
		) as ICredentialDataDecryptedObject;
		for (const field of ['allowedHttpRequestDomains', 'allowedDomains']) {
			if (original[field] !== undefined) data[field] ??= original[field] as CredentialInformation;
		}

		const keys = core.getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		if (values) {
			return values.workflow.expression.getParameterValue(
				data as INodeParameters,
				values.runExecutionData,
				values.runIndex,
				values.itemIndex,
				values.node.name,
				values.connectionInputData,
				mode,
				keys,
				executeData,
				false,
				data,
			) as ICredentialDataDecryptedObject;
		}
		const workflow = new n8nWorkflow.Workflow({
			nodes: [mockNode],
			connections: {},
			active: false,
			nodeTypes: mockNodeTypes,
		});
		return workflow.expression.getComplexParameterValue(
			mockNode,
			data as INodeParameters,
			mode,
			keys,
			undefined,
			undefined,
			data,
		) as Record<string, GenericValue> as ICredentialDataDecryptedObject;
	}

	async updateCredentials(
		_details: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		await setImmediate();
		this.stored[type] = copy(data);
	}

	async updateCredentialsOauthTokenData(
		details: INodeCredentialsDetails,
		type: string,
		{ oauthTokenData }: ICredentialDataDecryptedObject,
	): Promise<void> {
		await this.updateCredentials(details, type, {
			...(await this.read(type)),
			oauthTokenData: oauthTokenData as CredentialInformation,
		});
	}
}
