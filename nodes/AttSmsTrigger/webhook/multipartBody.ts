import type { IWebhookFunctions } from 'n8n-workflow';
import { isRecord } from '../../shared/protocol/fields';
import type { FormField } from '../../shared/protocol/form';
import { decodeBody } from '../../shared/protocol/payload';

/** The body of a `multipart/form-data` request, as n8n parses it (1.123.81, 2.8.4 and 2.41.1). */
interface MultipartBody {
	data: Record<string, unknown>;
	/** Parts that have a Content-Type of their own, even without a file name: see `UploadedFile`. */
	files: Record<string, unknown>;
}

/** A part that n8n stored as a file. */
interface UploadedFile {
	filepath: string;
	mimetype?: string;
	/** In bytes. */
	size: number;
}

export const isMultipartBody = (body: unknown): body is MultipartBody =>
	isRecord(body) && isRecord(body.data) && isRecord(body.files);

/** The fields of a form that n8n has parsed. Names that occur several times have a list. */
export const fieldsIn = ({ data }: Pick<MultipartBody, 'data'>): FormField[] =>
	Object.entries(data).flatMap(([name, value]) =>
		[value].flat().map((one): FormField => [name, String(one)]),
	);

const filesIn = ({ files }: MultipartBody): Array<[name: string, file: UploadedFile]> =>
	Object.entries(files).flatMap(([name, value]) =>
		[value].flat().map((file): [string, UploadedFile] => [name, file as UploadedFile]),
	);

/** Only n8n can read its files: in memory, or, by way of a copy, in its storage for binary data. */
const readFile = async (
	context: IWebhookFunctions,
	{ filepath, mimetype = '' }: UploadedFile,
): Promise<string> => {
	const { data, id } = await context.nodeHelpers.copyBinaryFile(filepath, 'callback', mimetype);
	const bytes =
		id === undefined
			? Buffer.from(data, 'base64')
			: await context.helpers.binaryToBuffer(await context.helpers.getBinaryStream(id));
	return decodeBody(bytes, mimetype);
};

/** The parts that n8n stored as files, as fields. Undefined if they are larger than `maxBytes`. */
export const readFiles = async (
	context: IWebhookFunctions,
	body: MultipartBody,
	maxBytes: number,
): Promise<FormField[] | undefined> => {
	const files = filesIn(body);
	if (files.reduce((sum, [, { size }]) => sum + size, 0) > maxBytes) return undefined;
	const fields: FormField[] = [];
	for (const [name, file] of files) fields.push([name, await readFile(context, file)]);
	return fields;
};
