declare module '@n8n/scan-community-package/scanner/scanner.mjs' {
	/** What a package's sources are to be scanned by. */
	export const SOURCE_FILE_PATTERNS: string[];
	/** n8n's security scan, on which verification depends, of a package in a folder. */
	export function analyzePackage(
		folder: string,
		filePatterns?: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
}
