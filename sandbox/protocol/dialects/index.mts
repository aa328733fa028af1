import { attV2 } from './attV2.mts';
import { attV3 } from './attV3.mts';
import { oneApi } from './oneApi.mts';

/** Every provider and version. A new one is one file and one line here. */
export const dialects = {
	attV2,
	attV3,
	oneApiV2: oneApi(2),
	oneApiV3: oneApi(3),
};

/** Which provider and version a request was written in. */
export type Dialect = keyof typeof dialects;
