import type { IExecuteFunctions } from 'n8n-workflow';
import { operationError } from '../../../shared/errors/operationError';
import {
	callOwnN8n,
	findWebhook,
	type OwnResponse,
	type Source,
} from '../../../shared/questions/loopback';
import type { Question } from '../../../shared/questions/question';
import { questionsPaths } from '../../../shared/questions/questionsPath';
import { webhookBase } from '../../../shared/questions/resumeUrl';

const wordOf = ({ body }: OwnResponse): { attSms?: unknown; reason?: unknown } =>
	typeof body === 'object' && body !== null ? body : {};

const isNotRegistered = (response: OwnResponse): boolean => {
	const { message } = wordOf(response) as { message?: unknown };
	return response.status === 404 && /not registered/.test(String(message));
};

const sourceOf = (response: OwnResponse): Source =>
	(response.status === 200 && wordOf(response).attSms !== undefined) || isNotRegistered(response)
		? 'n8n'
		: 'other';

/** The trigger may have to look at earlier questions to make room for this one. */
const registerTimeoutMs = 40_000;

/** Why a question can't be asked, and what to do about it. */
const problems: Record<string, (shortCode: string, base: string) => [string, string]> = {
	noTrigger: (shortCode) => [
		`No AT&T SMS Trigger is published for short code ${shortCode}: the reply would not come back`,
		`Publish a workflow with an AT&T SMS Trigger whose Short Code is ${shortCode}, in either receive mode. A trigger with an empty Short Code, or with its option Replies to Send and Wait on Start This Workflow Only, takes no replies for this node.`,
	],
	unreachable: (_, base) => [
		`n8n can't reach itself at ${base}: the reply would not come back`,
		'Set WEBHOOK_URL to a URL that n8n itself can reach, the same in workers and webhook processes.',
	],
	notWaiting: (_, base) => [
		`The AT&T SMS Trigger did not accept the question: n8n doesn't take calls for this execution at ${base}`,
		'Set WEBHOOK_URL to the same URL in all processes of n8n.',
	],
	failed: (shortCode) => [
		`The AT&T SMS Trigger for short code ${shortCode} did not accept the question`,
		"See n8n's log for the reason.",
	],
	full: (shortCode) => [
		`Too many questions are open on short code ${shortCode}`,
		'Set Limit Wait Time (Options), so that unanswered questions expire.',
	],
};

const registrationError = (context: IExecuteFunctions, reason: string, shortCode: string) => {
	const kind = Object.hasOwn(problems, reason) ? reason : 'failed';
	const [message, advice] = problems[kind]?.(shortCode, webhookBase(context)) ?? [reason, ''];
	return operationError(context.getNode(), message, {
		kind,
		description: `Nothing was sent. ${advice}`,
		itemIndex: 0,
		extra: { maybeSent: false },
	});
};

/** What the trigger at this URL answers; undefined if n8n can't be reached. */
const askAt = async (
	context: IExecuteFunctions,
	url: string,
	body: string,
): Promise<{ attSms?: unknown; reason?: unknown } | undefined> => {
	const found = await findWebhook(context, url);
	if (found === 'unreachable') return undefined;
	if (found === 'none') return { attSms: 'none' };
	const response = await callOwnN8n(
		context,
		url,
		{ method: 'POST', body, timeout: registerTimeoutMs },
		sourceOf,
	);
	if (response) return wordOf(response);
	return found === 'published' ? { attSms: 'rejected', reason: 'failed' } : undefined;
};

/**
 * Registers a question with each trigger that is published for its short code. Throws a
 * NodeOperationError that says what to do if none takes it.
 */
export const register = async (context: IExecuteFunctions, question: Question): Promise<void> => {
	const body = JSON.stringify({ action: 'ask', question });
	const base = webhookBase(context);
	const answers = await Promise.all(
		questionsPaths(question.shortCode).map(
			async (path) => await askAt(context, `${base}/${path}`, body),
		),
	);
	const words = answers.filter((word) => word !== undefined);
	if (words.some(({ attSms }) => attSms === 'asked')) return;
	const rejected = words.find(({ attSms }) => attSms === 'rejected');
	if (rejected) throw registrationError(context, String(rejected.reason), question.shortCode);
	throw registrationError(
		context,
		words.length > 0 ? 'noTrigger' : 'unreachable',
		question.shortCode,
	);
};
