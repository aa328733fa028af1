import { isReachable, readAddress, readShortCode } from '../protocol/addresses.mts';
import { apiErrors, type ApiError } from '../protocol/apiErrors.mts';
import { dialects, type Dialect } from '../protocol/dialects/index.mts';
import type { SendRequest } from '../protocol/dialects/dialect.mts';
import { maxMessageBytes, messageBytes } from '../protocol/encoding.mts';
import type { AppConfig } from '../settings/apps.mts';
import type { Settings } from '../settings/index.mts';
import { magicNumbers } from './magicNumbers.mts';

const maxAddresses = 50;

export interface SendDraft {
	addresses: string[];
	message: string;
	notify: boolean;
	senderAddress: string;
	callbackData: string | null;
}

/** A rejected send, with as much of it as could be read. */
export interface RejectedSend {
	apiError: ApiError;
	addresses?: string[];
	message?: string;
}

const isOffNetwork = (address: string, { checkReachable }: Settings) =>
	magicNumbers[address]?.offNetwork === true || (checkReachable && !isReachable(address));

/** Sorts a list of addresses. `bad` is the error for the first one that AT&T can't use. */
const sortAddresses = (raw: unknown[], part: string, settings: Settings) => {
	const { badNumbers, badNumberVariable } = settings;
	const codes = new Map(
		badNumbers.map((bad) => {
			const { number, code } = typeof bad === 'string' ? { number: bad, code: 'SVC0004' } : bad;
			return [readAddress(number) ?? number, { number, code }] as const;
		}),
	);
	const read: string[] = [];
	const usable: string[] = [];
	let bad: ApiError | null = null;
	for (const each of raw) {
		const address = typeof each === 'string' ? readAddress(each) : null;
		if (address !== null) read.push(address);
		const listed = address === null ? undefined : codes.get(address);
		if (address !== null && !listed && !isOffNetwork(address, settings)) {
			usable.push(address);
			continue;
		}
		const number = listed?.number ?? address ?? String(each);
		const variable = badNumberVariable === 'part' ? part : number;
		bad ??=
			listed?.code === 'SVC0002'
				? apiErrors.invalidValue(variable)
				: apiErrors.noValidAddress(variable);
	}
	return { read, usable, bad };
};

/** Checks a send as AT&T would: what is accepted, or the error. */
export const checkSend = (
	app: AppConfig,
	dialect: Dialect,
	request: SendRequest,
	senderInPath: string | undefined,
	settings: Settings,
): { draft: SendDraft } | RejectedSend => {
	const { parts } = dialects[dialect];
	const raw = typeof request.address === 'string' ? [request.address] : request.address;
	const message = typeof request.message === 'string' ? request.message : undefined;
	const reject = (apiError: ApiError, addresses?: string[]) => ({ apiError, addresses, message });

	const shortCodes = (app.shortCodes ?? []).map(({ shortCode }) => shortCode);
	const sender = senderInPath === undefined ? shortCodes[0] : readShortCode(senderInPath);
	if (!sender || !shortCodes.includes(sender)) {
		return reject(apiErrors.invalidChoice('senderAddress', shortCodes));
	}
	const { senderAddress } = request;
	if (
		senderAddress !== undefined &&
		(typeof senderAddress !== 'string' || readShortCode(senderAddress) !== sender)
	) {
		return reject(apiErrors.invalidValue('senderAddress'));
	}
	if (!Array.isArray(raw) || raw.length === 0) {
		return reject(apiErrors.noValidAddress(parts.address));
	}
	const { read, usable, bad } = sortAddresses(raw.slice(0, 1000), parts.address, settings);
	if (raw.length > maxAddresses) return reject(apiErrors.tooManyAddresses(parts.address), read);
	if (bad && (usable.length === 0 || settings.partlyBadList === 'reject')) return reject(bad, read);
	if (!message || messageBytes(message) > maxMessageBytes) {
		return reject(apiErrors.invalidValue(parts.message), read);
	}
	if (request.notify !== undefined && typeof request.notify !== 'boolean') {
		return reject(apiErrors.invalidValue(parts.notify), read);
	}
	const callbackData = typeof request.callbackData === 'string' ? request.callbackData : null;
	if (callbackData !== null && callbackData.length > maxMessageBytes) {
		return reject(apiErrors.invalidValue('callbackData'), read);
	}
	const notify = request.notify ?? false;
	return { draft: { addresses: usable, message, notify, senderAddress: sender, callbackData } };
};
