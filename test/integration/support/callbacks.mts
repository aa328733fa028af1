/** Callbacks as AT&T’s gateway posts them, and a trigger that listens for them. */
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';
import { createN8n, type N8n, type N8nOptions } from '../../support/n8nContexts.mts';
import { mobile, online } from '../support.mts';

/** AT&T’s message callback ("Receive SMS" in AT&T’s page), from a fictional number. */
export const mo = (fields: IDataObject = {}): IDataObject => ({
	DateTime: '08-03-2014T10:11:12',
	MessageId: '',
	Message: 'Hello',
	SenderAddress: `tel:${mobile(0)}`,
	DestinationAddress: online,
	...fields,
});

/** Parameters of the trigger in webhook mode. */
export const receiving = (
	options: INodeParameters = {},
	parameters: INodeParameters = {},
): INodeParameters => ({ receiveMode: 'webhook', options, ...parameters });

/** Parameters of a trigger whose callers must know a secret. */
export const guarded = (options: INodeParameters = {}): INodeParameters =>
	receiving(options, { authentication: 'webhookAuth' });

/** An n8n in which the listener’s credential is stored, and no other. */
export const n8nWithListener = async (
	secret: ICredentialDataDecryptedObject,
	options: N8nOptions = {},
): Promise<N8n> => {
	const n8n = await createN8n(options);
	n8n.credentials.attSmsWebhookAuthApi = secret;
	return n8n;
};

/** The texts of the messages that started something, in order. */
export const textsOf = (executions: INodeExecutionData[][][]): unknown[] =>
	executions.flatMap(([items]) => (items ?? []).map(({ json }) => json.message));
