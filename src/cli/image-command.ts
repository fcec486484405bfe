import type { BumpResult } from '../workflows/bump-request.js';
import { BaseCommand } from './base-command.js';
import { bumpJson, bumpText, warningText, type Telling } from './bump-report.js';

/** What the commands share that set images: how they say what became of it. */
export abstract class ImageCommand extends BaseCommand {
  /** Tells people, the GitHub Actions step that this runs in, and, as the answer, machines. */
  protected async report(
    result: BumpResult,
    request: Telling,
  ): Promise<ReturnType<typeof bumpJson>> {
    for (const warning of warningText(result)) this.note(warning);
    this.log(bumpText(result, request));
    const [{ bumpTable }, { reportToGithub }] = await Promise.all([
      import('../workflows/bump-table.js'),
      import('../workflows/report-to-github.js'),
    ]);
    const outputs = {
      changed: String(result.commit !== undefined),
      commit: result.commit ?? '',
      pr: result.pr ?? '',
    };
    await reportToGithub(outputs, bumpTable(result.images));
    return bumpJson(result, request);
  }
}
