import type { IncomingMessage, ServerResponse } from 'node:http';

import * as z from 'zod/v4';

import type { ApiError } from '../protocol/apiErrors.mts';
import { contentTypes, writeBody, type Body, type Form } from '../protocol/serializers.mts';
import type { Settings } from '../settings/index.mts';

/** What a fault can be set on: a client's operation, or the gateway's callbacks. */
export type FaultTarget = 'token' | 'send' | 'status' | 'inbox' | 'callback';

/** A response before it is written out. */
export interface GatewayResponse {
	http: number;
	headers: Record<string, string>;
	form: Form;
	/** Null for none. */
	body: Body | null;
}

/** How a fault changes a page of the inbox. */
export interface PageFault {
	/** Messages to hand out; undefined for as many as usual. */
	size?: number;
	/** TotalNumberOfPendingMessages, given what is really left; undefined leaves it out. */
	pending: (left: number) => unknown;
}

/** What a fault can work with when it is applied to a request. */
export interface FaultContext<Fault = unknown> {
	/** The options that the fault was set with. */
	fault: Fault;
	/** What the client would have got; without a body if the request wasn't processed. */
	usual: GatewayResponse;
	request: IncomingMessage;
	response: ServerResponse;
	settings: Settings;
	redirectTargetUrl: string;
	/** Writes a response out, and into the wire log. */
	send(http: number, headers: Record<string, string>, body: string | Buffer): void;
	/** Answers with an error, in the form that the client wants errors in. */
	reject(apiError: ApiError, headers?: Record<string, string>): void;
	/** Writes into the wire log what is not sent by `send`. */
	log(http: number | null, headers: Record<string, string>, body: string): void;
	/** Keeps the response open until the client leaves or faults are cleared; then calls back. */
	hold(release?: () => void): void;
}

/** A fault's own options. All are optional. */
export type Options<Shape> = { [Name in keyof Shape]?: z.output<Shape[Name]> };

/** A fault as it is declared. The control API and the page list it from here. */
export interface FaultType<Shape extends z.ZodRawShape = z.ZodRawShape> {
	title: string;
	/** What the client sees. */
	description: string;
	/** Whether the gateway does what was asked first; with `either`, the fault itself may say otherwise. */
	processed: boolean;
	either?: true;
	/** What it can be set on. Default: the operations of clients. On a callback, its acknowledgement is lost. */
	on?: FaultTarget[];
	/** It closes the port for `forMs`, and changes no response: see armed.mts. */
	closesPort?: true;
	/** Options of its own. All are optional. */
	options?: Shape;
	/** Changes a page of the inbox. */
	page?(fault: Options<Shape>): PageFault;
	/** Answers in place of the usual response. */
	apply?(context: FaultContext<Options<Shape>>): void;
}

/** Declares a fault. Typed by its own options. */
export const defineFault = <Shape extends z.ZodRawShape>(
	type: FaultType<Shape>,
): FaultType<Shape> => type;

type Written = Pick<FaultContext, 'usual' | 'settings'>;

/** The usual response's body as text. */
export const usualBody = ({ usual, settings }: Written, form: Form = usual.form) =>
	usual.body ? writeBody(usual.body, form, settings) : '';

/** The usual response's headers. */
export const usualHeaders = ({ usual }: Written, form: Form = usual.form) => ({
	...usual.headers,
	'Content-Type': contentTypes[form],
});
