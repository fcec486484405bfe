import { select } from '../manifests/kinds.js';
import type { Service } from '../manifests/services.js';
import type { Build } from './repository.js';
import type { Rule } from './rule.js';
import { shareCluster } from './share-cluster.js';

/** Ports that a cluster has once, whichever namespace asks for them. */
export const nodePortRules: readonly Rule[] = [
  {
    id: 'manifests/B-38',
    title: 'No two Services of a cluster ask for one node port',
    fix: 'give one of them another port, in the examples by the parameter nodePort, or leave it to Kubernetes',
    source: 'Kubernetes: Service, type NodePort; the API server refuses the second',
    *check({ overlays, model }) {
      const taken: NodePort[] = [];
      for (const one of overlays.flatMap(nodePortsOf)) {
        const { overlay, object, port } = one;
        const other = taken.find(
          (earlier) => earlier.port === port && shareCluster(model, earlier.overlay, overlay),
        );
        if (other) {
          const owner = `Service ${other.object.metadata?.name ?? ''} of ${other.overlay.folder}`;
          yield { overlay, object, message: `${owner} has node port ${port} too` };
        }
        taken.push(one);
      }
    },
  },
];

interface NodePort {
  readonly overlay: Build;
  readonly object: Service;
  /** With its protocol, by which ports are apart: `32000/TCP`. */
  readonly port: string;
}

/** Those of an environment; a folder of one of its clusters has the same ones, in that cluster. */
function nodePortsOf(overlay: Build): NodePort[] {
  if (overlay.env === undefined) return [];
  return select(overlay.objects, 'v1/Service').flatMap((object) =>
    (object.spec?.ports ?? []).flatMap(({ nodePort, protocol = 'TCP' }) =>
      nodePort === undefined ? [] : { overlay, object, port: `${nodePort}/${protocol}` },
    ),
  );
}
