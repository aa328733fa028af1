import * as z from 'zod/v4';

import { callbackSettings } from './callbacks.mts';
import { deliverySettings } from './delivery.mts';
import { formSettings } from './forms.mts';
import { gatewaySettings } from './gateway.mts';
import { inboxSettings } from './inbox.mts';
import { tokenSettings } from './tokens.mts';

/** Every setting, declared once: its type, bounds, default and texts. A new one is a new entry. */
export const settingsSchema = z.strictObject({
	...gatewaySettings,
	...deliverySettings,
	...inboxSettings,
	...callbackSettings,
	...tokenSettings,
	...formSettings,
});

/** Everything that `startSandbox` takes as a default and `configure` changes at any time. */
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings = (): Settings => settingsSchema.parse({});

const changes = settingsSchema.partial();

/** In one line what zod found wrong. */
export const errorMessage = (error: z.ZodError): string =>
	error.issues
		.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
		.join('; ');

/** Checks a value from outside. Throws `TypeError` with everything that is wrong with it. */
export const check = <T extends z.ZodType>(schema: T, value: unknown): z.output<T> => {
	const result = schema.safeParse(value);
	if (!result.success) throw new TypeError(errorMessage(result.error));
	return result.data;
};

/** Checks changed settings: all or none. Throws `TypeError` on an unknown name or an impossible value. */
export const checkSettings = (settings: Partial<Settings>): Partial<Settings> => {
	// Defaults fill in what is missing; only what was given is a change.
	const checked: Record<string, unknown> = check(changes, settings);
	const given = Object.entries(settings).filter(([, value]) => value !== undefined);
	return Object.fromEntries(given.map(([name]) => [name, checked[name]])) as Partial<Settings>;
};
