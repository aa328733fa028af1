import * as z from 'zod/v4';

import { measureText } from '../../protocol/encoding.mts';
import { shortCodeNumber } from '../../settings/apps.mts';
import { deliveryStatuses, timelineStep } from '../../settings/delivery.mts';
import { phoneNumber, printable } from '../../settings/setting.mts';
import { command, operation } from '../operation.mts';

const message = z.string().max(4096);
const text = z.strictObject({ from: phoneNumber, to: shortCodeNumber, message });

export const messageOperations = [
	operation({
		method: 'POST',
		path: 'texts',
		title: 'Text a short code; a list is sent whole or not at all',
		body: z.union([text, z.array(text).max(10_000)]),
		run: (sandbox, body) => ({
			http: 201,
			value: Array.isArray(body) ? sandbox.texts(body) : sandbox.text(body),
		}),
	}),
	operation({
		method: 'POST',
		path: 'sizes',
		title: 'Measure texts: encoding and segments',
		body: z.array(message).max(1000),
		run: (_, body) => ({ http: 200, value: body.map(measureText) }),
	}),
	command({
		method: 'POST',
		path: 'statuses',
		title: 'Set the delivery status of one recipient, or of all',
		body: z.strictObject({
			messageId: printable.max(200),
			address: phoneNumber.nullable().default(null),
			status: z.enum(deliveryStatuses),
		}),
		run: (sandbox, { messageId, address, status }) => sandbox.setStatus(messageId, address, status),
	}),
	command({
		method: 'POST',
		path: 'timelines',
		title: "Set the statuses of a number's messages, each at its time after the send",
		body: z.strictObject({ number: phoneNumber, steps: z.array(timelineStep).max(100) }),
		run: (sandbox, { number, steps }) => sandbox.setTimeline(number, steps),
	}),
];
