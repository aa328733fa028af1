import { check } from '../settings/index.mts';
import {
	appSchema,
	shortCodeSchema,
	type AppConfig,
	type ShortCodeConfig,
} from '../settings/apps.mts';

/** The apps and their short codes, which can be added and removed at any time. */
export const createApps = (initial: AppConfig[]) => {
	const apps: AppConfig[] = [];
	const byKey = new Map<string, AppConfig>();
	const byShortCode = new Map<string, { app: AppConfig; config: ShortCodeConfig }>();

	const claim = (app: AppConfig, config: ShortCodeConfig) => {
		byShortCode.set(config.shortCode, { app, config });
	};

	const mustBeFree = (codes: string[]) => {
		const twice = codes.find(
			(code, index) => byShortCode.has(code) || codes.indexOf(code) !== index,
		);
		if (twice !== undefined) throw new TypeError(`Two short codes have the number ${twice}.`);
	};

	const get = (appKey: string): AppConfig => {
		const app = byKey.get(appKey);
		if (!app) throw new RangeError('No app has this key.');
		return app;
	};

	const add = (config: AppConfig): AppConfig => {
		const app = check(appSchema, config);
		if (byKey.has(app.appKey)) throw new TypeError('Two apps have the same key.');
		const codes = app.shortCodes ?? [];
		mustBeFree(codes.map(({ shortCode }) => shortCode));
		apps.push(app);
		byKey.set(app.appKey, app);
		for (const code of codes) claim(app, code);
		return app;
	};
	for (const app of initial) add(app);

	return {
		/** Live: grows and shrinks as apps come and go. */
		list: apps as readonly AppConfig[],
		find: (appKey: string | null) => (appKey === null ? undefined : byKey.get(appKey)),
		/** Throws `RangeError` if no app has the key. */
		get,
		/** The app that a short code belongs to, and how it is set up. */
		shortCode: (shortCode: string) => byShortCode.get(shortCode),
		/** Throws `TypeError` on an impossible app, or one whose key or short code is taken. */
		add,
		/** Throws `RangeError` if no app has the key. */
		remove(appKey: string) {
			const app = get(appKey);
			byKey.delete(appKey);
			apps.splice(apps.indexOf(app), 1);
			for (const { shortCode } of app.shortCodes ?? []) byShortCode.delete(shortCode);
			return app;
		},
		/** Throws as `add` and `get` do. */
		addShortCode(appKey: string, config: ShortCodeConfig) {
			const app = get(appKey);
			const code = check(shortCodeSchema, config);
			mustBeFree([code.shortCode]);
			(app.shortCodes ??= []).push(code);
			claim(app, code);
			return code;
		},
		/** Throws `RangeError` if no app has the short code. */
		removeShortCode(shortCode: string) {
			const owner = byShortCode.get(shortCode);
			if (!owner) throw new RangeError(`No app has the short code ${shortCode}.`);
			byShortCode.delete(shortCode);
			owner.app.shortCodes = owner.app.shortCodes?.filter((code) => code !== owner.config);
		},
	};
};

export type Apps = ReturnType<typeof createApps>;
