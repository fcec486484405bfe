import { splitReference } from '../model/image-reference.js';
import { isMap, isScalar, visit } from '../yaml/ast.js';
import { lineEndAt, lineStartAt } from '../yaml/lines.js';
import type { ImageWarning } from './image-change.js';
import { findPair, readUnit, scalarSource, type ImageSite } from './image-site.js';

/** What may keep an edit of the site from having the effect that is expected of it. */
export function doubtsAboutSite(site: ImageSite): ImageWarning[] {
  const { source, form, name, path } = site;
  const lines = source.text.slice(
    lineStartAt(source.text, site.start),
    lineEndAt(source.text, site.end),
  );
  const warnings: ImageWarning[] = [];
  if (form === 'imageTags') {
    const message = `"${name}" stands in imageTags, which kustomize has replaced by images`;
    warnings.push({ code: 'LEGACY_FIELD', message });
  }
  if (form === 'kustomization' && path.at(-2) !== 'images') {
    const message = `"${name}" stands in ${String(path.at(-2))}, usually written images`;
    warnings.push({ code: 'FIELD_CASE', message });
  }
  if (/#.*\$imagepolicy/.test(lines)) {
    const message = `Flux manages "${name}" too, by its $imagepolicy marker`;
    warnings.push({ code: 'MANAGED_ELSEWHERE', message });
  }
  return form === 'kustomization' ? [...warnings, ...pinsInPatches(site)] : warnings;
}

/**
 * Whether a patch (strategic merge or JSON 6902, as text) names one of these images: it is applied
 * after `images`, or hides the name that `images` looks for, and wins (K26).
 */
export function pinsImage(patch: string, names: readonly string[]): boolean {
  return [...patch.matchAll(/(?:\bimage|\bvalue)["']?:[ \t]*["']?([^\s"',}]+)/g)].some(
    ([, text = '']) => {
      const { name, tag, digest } = splitReference(text);
      return (tag !== undefined || digest !== undefined) && names.includes(name);
    },
  );
}

function pinsInPatches(site: ImageSite): ImageWarning[] {
  const { source, name } = site;
  const { contents } = source.document;
  const names = [name, readUnit(site).newName ?? name];
  const warnings: ImageWarning[] = [];
  for (const key of ['patches', 'patchesStrategicMerge', 'patchesJson6902']) {
    const patches = isMap(contents) ? findPair(contents, key)?.value : undefined;
    if (!patches) continue;
    visit(patches as Parameters<typeof visit>[0], {
      Scalar(_, node) {
        if (!isScalar(node) || !node.range || !pinsImage(scalarSource(node), names)) return;
        const { path, line = 1 } = source.placeAt(node.range[0]);
        const message = `a patch pins "${name}", so the image does not change`;
        warnings.push({ code: 'PINNED_BY_PATCH', message, ...{ path, line } });
      },
    });
  }
  return warnings;
}
