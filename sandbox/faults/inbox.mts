import * as z from 'zod/v4';

import { printable } from '../settings/setting.mts';
import { defineFault } from './fault.mts';

const pending = z
	.union([printable.max(100), z.number().min(-1e9).max(1e9), z.null()])
	.meta({ title: 'TotalNumberOfPendingMessages' });

export const inboxFaults = {
	pendingCount: defineFault({
		title: 'Wrong count',
		description: 'The count says that no message is pending. Null leaves it out.',
		processed: true,
		on: ['inbox'],
		options: { pending },
		page: ({ pending }) => ({
			pending: () => (pending === null ? undefined : String(pending ?? 0)),
		}),
	}),
	emptyPage: defineFault({
		title: 'Empty page',
		description: 'A page without messages that announces more.',
		processed: true,
		on: ['inbox'],
		options: { pending },
		page: ({ pending }) => ({ size: 0, pending: (left) => String(pending ?? left) }),
	}),
};
