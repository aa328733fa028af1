import type { ApiResponse, Client } from '../../../shared/client/client';
import { toGatewayError } from '../../../shared/errors/toGatewayError';
import type { GatewayError } from '../../../shared/errors/gatewayError';
import type { Delivery, StatusQuery } from '../../../shared/protocol/types';
import { mapConcurrent } from '../../../shared/retry/mapConcurrent';
import type { RetryOptions } from '../../../shared/retry/retry';
import { requestStatus } from '../../runtime/requestStatus';
import type { Question } from './readQuestion';

export type StatusAnswers = Map<string, ApiResponse<Delivery[]>>;

export type LookUp = { answer: ApiResponse<Delivery[]> } | { failure: GatewayError };

const maxConcurrentRequests = 10;

const keyOf = ({ query }: Question): string => `${query.senderAddress} ${query.messageId}`;

/** The query of each message: of several questions about it, one with its URL speaks for all. */
const queriesOf = (questions: readonly Question[]): Map<string, StatusQuery> => {
	const queries = new Map<string, StatusQuery>();
	for (const question of questions) {
		const key = keyOf(question);
		if (!queries.get(key)?.resourceUrl) queries.set(key, question.query);
	}
	return queries;
};

/**
 * Looks each message up once, however many questions are about it: AT&T returns a final status only
 * once. `answers` holds those of an earlier try, and is added to. Never rejects.
 */
export const lookUpAll = async (
	client: Client,
	questions: readonly Question[],
	retryOptions: RetryOptions,
	answers: StatusAnswers,
): Promise<(question: Question) => LookUp | undefined> => {
	const queries = [...queriesOf(questions)];
	const found = await mapConcurrent(
		queries,
		maxConcurrentRequests,
		async ([key, query]): Promise<LookUp> => {
			const known = answers.get(key);
			if (known) return { answer: known };
			try {
				const answer = await requestStatus(client, query, retryOptions);
				answers.set(key, answer);
				return { answer };
			} catch (error) {
				return { failure: toGatewayError(error) };
			}
		},
	);
	const lookUps = new Map(queries.map(([key], index) => [key, found[index]]));
	return (question) => lookUps.get(keyOf(question));
};
