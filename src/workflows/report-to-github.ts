import { appendText } from '../io/files.js';

/**
 * Hands outputs and a summary to the GitHub Actions step that this runs in; elsewhere it does
 * nothing. Outputs are single lines.
 */
export async function reportToGithub(
  outputs: Readonly<Record<string, string>>,
  summary: string,
): Promise<void> {
  const { GITHUB_OUTPUT: outputFile, GITHUB_STEP_SUMMARY: summaryFile } = process.env;
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`);
  if (outputFile) await appendText(outputFile, lines.join(''));
  if (summaryFile) await appendText(summaryFile, summary);
}
