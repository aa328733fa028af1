import { WAIT_INDEFINITELY, type IDataObject } from 'n8n-workflow';
import { InputError } from '../../../shared/errors/inputError';

const unitMs: Record<string, number> = {
	minutes: 60_000,
	hours: 3_600_000,
	days: 86_400_000,
};

/** The values of n8n's `limitWaitTime`. */
const limitOf = (
	{ limitType, resumeAmount, resumeUnit, maxDateAndTime }: IDataObject,
	now: number,
) =>
	limitType === 'atSpecifiedTime'
		? new Date(String(maxDateAndTime))
		: new Date(now + Number(resumeAmount ?? 1) * (unitMs[String(resumeUnit ?? 'hours')] ?? NaN));

/**
 * Until when to wait; n8n's "indefinitely" without a limit. Throws an InputError if the limit isn't
 * a date, or is past already. n8n's databases have no years of five digits.
 */
export const readWaitLimit = (options: IDataObject, now = Date.now()): Date => {
	const { values } = (options.limitWaitTime ?? {}) as { values?: IDataObject };
	if (!values || Object.keys(values).length === 0) return WAIT_INDEFINITELY;
	const limit = limitOf(values, now);
	if (Number.isNaN(limit.getTime()))
		throw new InputError("this isn't a valid time", 'Limit Wait Time');
	if (limit.getTime() <= now) {
		throw new InputError(
			'this time is in the past, so no reply could arrive in time',
			'Limit Wait Time',
		);
	}
	return limit < WAIT_INDEFINITELY ? limit : WAIT_INDEFINITELY;
};
