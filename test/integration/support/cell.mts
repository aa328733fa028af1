import { createKeyedMutex } from '../../../nodes/shared/retry/keyedMutex.ts';
import { openTestGateway, type TestGateway, type Dialect } from './testGateway.mts';
import { verdictOnToken, type FaultCase, type Verdict } from './faultTable.mts';
import { expected, processed, type Share, type Workload } from './workloads.mts';

export const positions = ['first', 'middle', 'last'] as const;

/** One fault, on one request of one operation. */
export interface Cell {
	workload: Workload;
	faultCase: FaultCase;
	/** The operation’s own request, or the token request that comes before it. */
	on: 'request' | 'token';
	position: (typeof positions)[number];
	dialect: Dialect;
	/** Tokens come with a refresh token: what becomes of a refresh, the App Secret makes up for. */
	refresh?: true;
}

export interface CellResult {
	/** What is not as it must be; empty where all is. */
	findings: string[];
	/** Recipients, statuses and messages looked at. */
	shares: number;
	/** Done by the gateway, but neither reported nor spoken of as uncertain. */
	lost: number;
	/** Done twice by the gateway, or reported twice. */
	doubled: number;
	/** Whether the run failed and was retried from n8n’s list of executions. */
	retried: boolean;
}

export const nameOf = ({ workload, faultCase, on, position, dialect, refresh }: Cell): string => {
	const what = refresh ? 'token refresh' : on === 'token' ? 'token request' : 'request';
	return `${faultCase.name}, ${position} ${what} of ${workload.name} (${dialect.provider} ${dialect.apiVersion})`;
};

const verdictOf = ({ faultCase, on, workload, refresh }: Cell): Verdict => {
	if (on === 'request') {
		const { onPost, onStatus, verdict } = faultCase;
		const own = { send: onPost, status: onStatus, inbox: undefined }[workload.operation];
		return own ?? verdict;
	}
	return refresh && !faultCase.lasts ? 'done' : verdictOnToken(faultCase);
};

const indexOf = ({ position, workload: { requests } }: Cell): number =>
	({ first: 0, middle: Math.floor(requests / 2), last: requests - 1 })[position];

/** Has the fault applied to the request, or to the token request before it. The result: whether it was. */
const arm = (cell: Cell, { sandbox }: TestGateway): (() => boolean) => {
	const { workload, faultCase, on } = cell;
	const struck = indexOf(cell);
	if (on === 'request') {
		const fault = sandbox.fault({ ...faultCase.fault, on: workload.operation, skip: struck });
		return () => fault.hits > 0;
	}
	let fault: { hits: number } | undefined;
	let armed = false;
	const before = processed(sandbox.history, workload.operation);
	const applyFault = () => {
		if (armed || processed(sandbox.history, workload.operation) - before < struck) return;
		armed = true;
		const hasToken = sandbox.history.tokenRequests.length > 0;
		sandbox.expireTokens();
		// A closed port fails whatever comes next: here, what follows the 401 on the old token.
		fault =
			faultCase.fault.kind === 'connectionRefused' && hasToken
				? sandbox.fault({ ...faultCase.fault, on: workload.operation, skip: 1 })
				: sandbox.fault({ ...faultCase.fault, on: 'token' });
	};
	applyFault();
	sandbox.subscribe(applyFault);
	return () => (fault?.hits ?? 0) > 0;
};

const judgeShare = (share: Share, verdict: Verdict | 'left', raw: boolean): string[] => {
	const { name, done, reported, error, faithful, kept } = share;
	const findings: string[] = [];
	const must = (holds: boolean, what: string) => {
		if (!holds) {
			findings.push(
				`${name}: ${what} (must be ${verdict}; done ${done}, reported ${reported}, ${
					error ? `error ${error.verdict}: ${error.text.slice(0, 300)}` : 'no error'
				})`,
			);
		}
	};
	must(done <= 1, 'done twice');
	must(reported <= 1, 'reported twice');
	must(faithful, 'what was put out is not what the gateway has');
	if (verdict === 'done') must(done === 1 && reported === 1, 'not done and reported');
	if (verdict === 'not') must(error?.verdict === 'not', 'not reported as certainly not done');
	if (verdict === 'maybe') {
		must(error?.verdict === 'maybe', 'not reported as uncertain');
		must(!raw || kept, 'the answer is not in the error');
	}
	// What an inbox still has after a failure, the next read brings.
	if (verdict === 'not' || verdict === 'left') {
		must(done === reported, 'done, but not reported');
	}
	return findings;
};

const isLost = ({ done, reported, error }: Share): boolean =>
	done > 0 && reported === 0 && error?.verdict !== 'maybe';

/**
 * One gateway and n8n are opened at a time. The suite begins many cells at once, and on a busy machine
 * the requests of the first ones would time out while all the others are opened.
 */
const runExclusive = createKeyedMutex();

/** Plays one cell, on a gateway and an n8n of its own. */
export const playCell = async (cell: Cell): Promise<CellResult> => {
	const { workload, faultCase, on, dialect, refresh = false } = cell;
	const { timeout = 60, maxRetryTime = 20, lasts = false, raw = false, waitsMs = 0 } = faultCase;
	const testGateway = await runExclusive(['open'], async () => await openTestGateway(dialect));
	const { sandbox } = testGateway;
	try {
		// With a refresh token, a second request hides what became of the first.
		sandbox.configure({ issueRefreshTokens: refresh });
		const play = await workload.prepare(testGateway, {
			timeout: on === 'token' ? 60 : timeout,
			maxRetryTime,
		});
		const hasStruck = arm(cell, testGateway);
		const startedAt = performance.now();
		await play.run();
		const tookMs = performance.now() - startedAt;
		await sandbox.clearFaults();
		await play.finish();

		const verdict = verdictOf(cell);
		const byRequest = play.shares();
		const struck = indexOf(cell);
		const findings = byRequest.flatMap((shares, index) =>
			shares.flatMap((share) =>
				judgeShare(
					share,
					expected(index, struck, verdict, lasts, workload.stopsAtFailure),
					raw && on === 'request',
				),
			),
		);
		if (!hasStruck()) findings.push('The fault has not struck');
		if (sandbox.history.redirected.length > 0) findings.push('A redirect was followed');
		if (tookMs < waitsMs) findings.push(`Retry-After was not kept to: ${Math.round(tookMs)} ms`);
		const all = byRequest.flat();
		const retry = findings.length === 0 ? await play.retry?.() : undefined;
		findings.push(...(retry ?? []));
		return {
			findings,
			shares: all.length,
			retried: retry !== undefined,
			lost: all.filter(isLost).length,
			doubled: all.filter(({ done, reported }) => done > 1 || reported > 1).length,
		};
	} finally {
		await testGateway.close();
	}
};
