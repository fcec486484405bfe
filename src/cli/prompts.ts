import type { ExampleSummary } from '../workflows/examples.js';

/** Whether somebody is there to answer: never in CI, through a pipe, or where a flag says no. */
export function canAsk({ yes, json }: { readonly yes: boolean; readonly json: boolean }): boolean {
  const inCi = process.env['CI'] !== undefined && process.env['CI'] !== 'false';
  return !yes && !json && !inCi && process.stdin.isTTY && process.stdout.isTTY;
}

export async function askExamples(examples: readonly ExampleSummary[]): Promise<string[]> {
  const { checkbox } = await import('@inquirer/prompts');
  return checkbox({
    message: 'Which examples shall the repository start with?',
    required: true,
    choices: examples.map(({ name, title, description }, index) => ({
      value: name,
      name: `${name}: ${title}`,
      description,
      checked: index === 0,
    })),
  });
}

export async function askText(
  message: string,
  initial: string | undefined,
  problem: (answer: string) => string | undefined,
): Promise<string> {
  const { input } = await import('@inquirer/prompts');
  return input({
    message,
    ...(initial === undefined ? {} : { default: initial }),
    validate: (answer) => problem(answer) ?? true,
  });
}

export async function askChoice<T extends string>(
  message: string,
  choices: Readonly<Record<T, string>>,
): Promise<T> {
  const { select } = await import('@inquirer/prompts');
  const entries = Object.entries<string>(choices) as [T, string][];
  return select({
    message,
    choices: entries.map(([value, name]) => ({ value, name: `${value}: ${name}` })),
  });
}
