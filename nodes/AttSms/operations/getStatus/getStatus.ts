import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { ApiResponse } from '../../../shared/client/client';
import type { GatewayError } from '../../../shared/errors/gatewayError';
import { maskGatewayError } from '../../../shared/errors/maskGatewayError';
import { nodeApiError } from '../../../shared/errors/nodeApiError';
import { createMask } from '../../../shared/message/createMask';
import { isFinal } from '../../../shared/protocol/deliveryInfo';
import type { Delivery } from '../../../shared/protocol/types';
import { deliveryOf } from '../../runtime/deliveries';
import { failedItem } from '../../runtime/failedItem';
import { checkItems } from '../../runtime/itemReader';
import { keepOutput } from '../../runtime/keptOutput';
import { openRun } from '../../runtime/openRun';
import { openRunRecord } from '../../runtime/runRecord';
import { subjectOf } from '../../runtime/subject';
import type { Operation } from '../operation';
import { description } from './description';
import { lookUpAll } from './lookUpAll';
import { statusRequestReader, type StatusRequest } from './readStatusRequest';

const statusJson = (
	{ query, to, simplify }: StatusRequest,
	response: ApiResponse<Delivery[]>,
): IDataObject => {
	if (!simplify) return response.payload as IDataObject;
	const deliveries = response.value;
	const own = to === undefined ? undefined : deliveryOf(deliveries, to, deliveries.length === 1);
	const statuses = to === undefined ? deliveries.map(({ status }) => status) : [own?.status ?? ''];
	return {
		...(to !== undefined && { to, status: own?.status ?? null }),
		messageId: query.messageId,
		deliveries: deliveries.map((delivery) => ({ ...delivery })),
		final: statuses.length > 0 && statuses.every(isFinal),
	};
};

export const getStatus: Operation = {
	...description,

	async execute(context): Promise<INodeExecutionData[]> {
		const { checked, errors } = checkItems(context, description, statusRequestReader(context));
		const { client, retryOptions } = await openRun(context);
		const record = openRunRecord<{ responses: Array<[string, ApiResponse<Delivery[]>]> }>(context);
		const responses = new Map(record.previous?.responses);
		const lookUpOf = await lookUpAll(client, checked, retryOptions, responses);

		const items: INodeExecutionData[] = [];
		const failures: Array<{ request: StatusRequest; failure: GatewayError }> = [];
		for (const request of checked) {
			const { itemIndex } = request;
			const lookUp = lookUpOf(request);
			if (lookUp && 'response' in lookUp) {
				items[itemIndex] = {
					json: statusJson(request, lookUp.response),
					pairedItem: { item: itemIndex },
				};
			} else if (lookUp) {
				failures.push({ request, failure: lookUp.failure });
			}
		}
		if (retryOptions.signal?.aborted) {
			await keepOutput(
				context,
				items.filter(Boolean).map(({ json }) => json),
			);
		}
		if (failures.length + errors.size > 0) record.save({ responses: [...responses] });
		else record.clear();

		const found = items.filter(Boolean).map(({ json }) => json);
		for (const { request, failure } of failures) {
			const { itemIndex, query, to } = request;
			// n8n shows no output of a run that ends with an error: what was found goes into the error.
			const extra = context.continueOnFail() || found.length === 0 ? {} : { found };
			const shown = maskGatewayError(failure, createMask({ phoneNumbers: to ? [to] : [] }));
			const error = nodeApiError(context.getNode(), shown, description.outcome, {
				itemIndex,
				extra,
			});
			if (!context.continueOnFail()) throw error;
			const subject = { ...(to !== undefined && { to }), messageId: query.messageId };
			items[itemIndex] = failedItem(context, error, { itemIndex, subject });
		}
		for (const [itemIndex, error] of errors) {
			items[itemIndex] = failedItem(context, error, {
				itemIndex,
				subject: subjectOf(context, itemIndex, description),
			});
		}
		return items;
	},
};
