import { attV2 } from './codecs/attV2';
import { attV3 } from './codecs/attV3';
import { oneApiV2, oneApiV3 } from './codecs/oneApi';
import type { Dialect, ProviderInfo } from './types';

/**
 * Every API in every version that the nodes speak. To add one, write its codec and add it here: the
 * types, the options in the editor and the credential's test follow from this list.
 */
const list = [attV2, attV3, oneApiV2, oneApiV3] as const satisfies readonly Dialect[];

type Listed = (typeof list)[number];

export type Provider = Listed['provider']['value'];
export type ApiVersion = Listed['apiVersion'];

export const dialects: readonly Dialect[] = list;

/** Undefined if there is no such dialect. */
export const findDialect = (provider: string, apiVersion: string): Dialect | undefined =>
	dialects.find(
		(dialect) => dialect.provider.value === provider && dialect.apiVersion === apiVersion,
	);

const unique = <T>(values: T[]): T[] => [...new Set(values)];

export const providers: readonly ProviderInfo[] = unique(dialects.map(({ provider }) => provider));

export const apiVersions: readonly string[] = unique(dialects.map(({ apiVersion }) => apiVersion));

/** For each version, the path that tests a credential of it. */
export const credentialTestPaths: ReadonlyArray<readonly [apiVersion: string, path: string]> =
	apiVersions.map((version) => [
		version,
		dialects.find(({ apiVersion }) => apiVersion === version)?.credentialTestPath ?? '',
	]);
