import type { ExampleDetails, ExampleSummary, ParameterDetails } from '../workflows/examples.js';

export function formatExamples(examples: readonly ExampleSummary[]): string {
  const width = Math.max(...examples.map(({ name }) => name.length));
  const lines = examples.map(({ name, title }) => `${name.padEnd(width)}  ${title}`);
  return [...lines, '', '`gitops-gen examples NAME` describes one.'].join('\n');
}

export function formatExample(example: ExampleDetails): string {
  const { name, title, description, packaging, images, resources, parameters, presets } = example;
  return [
    `${name}: ${title}`,
    '',
    description.trim(),
    '',
    `Packaging: ${packaging.join(', ')}`,
    `Objects:   ${resources.join(', ')}`,
    '',
    'Images, with what stands in until CI sets them:',
    ...Object.entries(images).map(([image, reference]) => `  ${image}  ${reference}`),
    '',
    'Parameters (* the same in all environments):',
    ...parameters.flatMap(formatParameter),
    '',
    'Defaults that differ by the preset of the environment:',
    ...Object.entries(presets).map(([preset, values]) => `  ${preset}  ${JSON.stringify(values)}`),
  ].join('\n');
}

function formatParameter({ name, scope, description, default: value }: ParameterDetails): string[] {
  return [
    `  ${name}${scope === 'app' ? '*' : ''}`,
    `      ${description.trim().replaceAll('\n', '\n      ')}`,
    `      default: ${JSON.stringify(value)}`,
  ];
}
