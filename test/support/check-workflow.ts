import { randomUUID } from 'node:crypto';
import { validate } from '@actions/languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';

/**
 * What GitHub's own parser says against a workflow, or against an `action.yml`: unknown keys,
 * expressions, contexts. Of the reusable workflows that it calls, `known` has the text by their path
 * in a repository: inputs and secrets of the call are held to theirs.
 */
export async function checkWorkflow(
  path: string,
  text: string,
  known: ReadonlyMap<string, string> = new Map(),
): Promise<string[]> {
  // What was parsed once is kept by its address.
  const document = TextDocument.create(`file:///${randomUUID()}/${path}`, 'yaml', 0, text);
  const problems = await validate(document, {
    fileProvider: {
      getFileContent({ path: name }) {
        const content = known.get(name);
        if (content === undefined) throw new Error(`there is no ${name}`);
        return Promise.resolve({ name, content });
      },
    },
  });
  return problems.map(({ message, range }) => {
    const what = typeof message === 'string' ? message : message.value;
    return `${path}:${range.start.line + 1}: ${what}`;
  });
}
