import { attV2, attV3 } from './att';
import { oneApi } from './oneApi';
import type { ApiVersion, Dialect, Provider } from './types';

/** Every way to speak to the gateway. A new one is a codec, and its line here. */
export const dialects: Record<Provider, Record<ApiVersion, Dialect>> = {
	att: { '2': attV2, '3': attV3 },
	oneApi: { '2': oneApi('2'), '3': oneApi('3') },
};
