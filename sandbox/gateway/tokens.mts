import { randomBytes } from 'node:crypto';

import type { Context } from '../context.mts';
import { apiErrors, inWords, type ApiError, type OAuthErrorCode } from '../protocol/apiErrors.mts';
import type { AppConfig } from '../settings/apps.mts';
import type { Settings } from '../settings/index.mts';
import type { GrantedToken } from '../types.mts';

interface Token {
	appKey: string;
	scope: string;
	expiresAt: number;
	/** The refresh token that an access token came with. */
	refreshToken: string | null;
}

export interface OAuthResponse {
	http: number;
	outcome: 'issued' | 'revoked' | OAuthErrorCode;
	/** Null for a body that is empty. */
	value: Record<string, unknown> | null;
	headers?: Record<string, string>;
}

/** Tokens of each sort that are kept: the oldest go first. */
const maxTokens = 50_000;

const tokenForms: Record<Settings['tokenForm'], () => string> = {
	hex: () => randomBytes(16).toString('hex'),
	acsi: () => `BF-ACSI~5~${Date.now()}~${randomBytes(16).toString('base64url')}`,
};

const keep = (tokens: Map<string, Token>, name: string, token: Token) => {
	tokens.set(name, token);
	if (tokens.size > maxTokens) tokens.delete(tokens.keys().next().value!);
};

/** The client's key and secret: in the form as AT&T has it, or in Basic auth (RFC 6749, 2.3.1). */
export const readClient = (form: URLSearchParams, authorization: string | undefined) => {
	const basic = /^basic\s+(.+)$/i.exec(authorization ?? '')?.[1];
	if (basic === undefined) return { id: form.get('client_id'), secret: form.get('client_secret') };
	const [id, secret] = Buffer.from(basic, 'base64').toString().split(':', 2);
	const decoded = new URLSearchParams(`id=${id ?? ''}&secret=${secret ?? ''}`);
	return { id: decoded.get('id'), secret: decoded.get('secret') };
};

/** Issues and checks tokens: AT&T's OAuth 2.0 v4, errors after RFC 6749. */
export const createTokens = ({ apps, settings, clock }: Context) => {
	const oAuthError = (outcome: OAuthErrorCode, description: string, http = 400): OAuthResponse => {
		const set = settings.errorTexts[outcome] ?? {};
		const words = inWords({ text: set.text ?? description, variables: set.variables ?? [] });
		const value = { error: set.code ?? outcome, error_description: words };
		return { http: set.http ?? http, outcome, value };
	};
	const newToken = () => tokenForms[settings.tokenForm]();
	/** A lifetime of 0 means that the token never expires. */
	const expiryAfter = (seconds: number) =>
		seconds === 0 ? Infinity : clock.now() + seconds * 1000;
	const accessTokens = new Map<string, Token>();
	const refreshTokens = new Map<string, Token>();

	const grant = (appKey: string, scope: string, refreshToken: string | null): OAuthResponse => {
		const granted = settings.grantedScope ?? scope;
		const access = newToken();
		let refresh = settings.issueRefreshTokens ? refreshToken : null;
		if (settings.issueRefreshTokens && (refresh === null || settings.rotateRefreshTokens)) {
			if (refresh !== null) refreshTokens.delete(refresh);
			refresh = newToken();
			const expiresAt = expiryAfter(settings.refreshTokenSeconds);
			keep(refreshTokens, refresh, { appKey, scope, expiresAt, refreshToken: null });
		}
		const expiresAt = expiryAfter(settings.accessTokenSeconds);
		keep(accessTokens, access, { appKey, scope: granted, expiresAt, refreshToken: refresh });
		return {
			http: 200,
			outcome: 'issued',
			value: {
				access_token: access,
				token_type: 'bearer',
				expires_in: settings.accessTokenSeconds,
				...(refresh !== null && { refresh_token: refresh }),
				// RFC 6749, 5.1: required if it differs from the requested scope.
				...(granted !== scope && { scope: granted }),
			},
		};
	};

	const authenticated = (form: URLSearchParams, authorization: string | undefined) => {
		const { id, secret } = readClient(form, authorization);
		const app = apps.find(id);
		return app && app.appSecret === secret ? app : null;
	};

	const badClient = (): OAuthResponse => ({
		...oAuthError('invalid_client', 'The client_id or the client_secret is wrong.', 401),
		headers: { 'WWW-Authenticate': 'Basic realm="api.att.com"' },
	});

	return {
		/** Answers a token request. `admit` is asked once the app is authenticated. */
		request(
			form: URLSearchParams,
			authorization: string | undefined,
			admit: (app: AppConfig) => boolean = () => true,
		): OAuthResponse {
			const grantType = form.get('grant_type');
			if (!grantType) return oAuthError('invalid_request', 'grant_type is missing.');
			if (grantType !== 'client_credentials' && grantType !== 'refresh_token') {
				return oAuthError('unsupported_grant_type', 'This grant_type is not supported.');
			}
			const app = authenticated(form, authorization);
			if (!app) return badClient();
			if (app.suspended) return oAuthError('unauthorized_client', 'The app is suspended.');
			if (!admit(app)) return oAuthError('invalid_request', 'Not admitted.');
			const offered = app.scopes ?? ['SMS'];
			const asked: string[] = (form.get('scope') ?? '').match(/[^\s,]+/g) ?? [];
			if (asked.some((scope) => !offered.includes(scope))) {
				return oAuthError('invalid_scope', 'The app has no right to the scope.');
			}
			// AT&T's printed refresh sends client_credentials and a refresh_token.
			const refreshToken = form.get('refresh_token');
			if (refreshToken === null && grantType === 'client_credentials') {
				return grant(app.appKey, (asked.length > 0 ? asked : offered).join(' '), null);
			}
			if (!refreshToken) return oAuthError('invalid_request', 'refresh_token is missing.');
			const held = refreshTokens.get(refreshToken);
			if (!held || held.appKey !== app.appKey || held.expiresAt <= clock.now()) {
				return oAuthError('invalid_grant', 'The refresh token is invalid or has expired.');
			}
			return grant(app.appKey, asked.length > 0 ? asked.join(' ') : held.scope, refreshToken);
		},

		/** RFC 7009: an unknown token isn't an error; a refresh token takes its access tokens along. */
		revokeRequest(form: URLSearchParams, authorization: string | undefined): OAuthResponse {
			const app = authenticated(form, authorization);
			if (!app) return badClient();
			const token = form.get('token');
			if (!token) return oAuthError('invalid_request', 'token is missing.');
			const held = accessTokens.get(token) ?? refreshTokens.get(token);
			if (held?.appKey === app.appKey) {
				accessTokens.delete(token);
				if (refreshTokens.delete(token)) {
					for (const [access, { refreshToken }] of accessTokens) {
						if (refreshToken === token) accessTokens.delete(access);
					}
				}
			}
			return { http: 200, outcome: 'revoked', value: null };
		},

		/** The app that an API request's Authorization header stands for, or why it is rejected. */
		authorize(authorization: string | undefined): AppConfig | ApiError {
			if (!authorization) return apiErrors.noAuthorization();
			const presented = /^bearer\s+(\S+)$/i.exec(authorization)?.[1];
			const token = presented === undefined ? undefined : accessTokens.get(presented);
			const app = token && apps.find(token.appKey);
			if (!token || !app || token.expiresAt <= clock.now()) return apiErrors.badToken();
			if (app.suspended) return apiErrors.suspended();
			return token.scope.split(' ').includes('SMS') ? app : apiErrors.noScope('SMS');
		},

		grantToken(
			appKey: string,
			{
				accessToken = newToken(),
				scope = 'SMS',
				expiresInSeconds = settings.accessTokenSeconds,
			}: { accessToken?: string; scope?: string; expiresInSeconds?: number },
		): GrantedToken {
			apps.get(appKey);
			const expiresAt = expiryAfter(expiresInSeconds);
			keep(accessTokens, accessToken, { appKey, scope, expiresAt, refreshToken: null });
			return { accessToken, refreshToken: null, expiresInSeconds };
		},

		expireAll() {
			for (const token of accessTokens.values()) token.expiresAt = -Infinity;
		},

		/** Revokes one token of either sort. Throws `RangeError` if it isn't known. */
		revoke(token: string) {
			const known = accessTokens.delete(token);
			if (!refreshTokens.delete(token) && !known) throw new RangeError('No such token.');
		},

		revokeAll() {
			accessTokens.clear();
			refreshTokens.clear();
		},
	};
};

export type Tokens = ReturnType<typeof createTokens>;
