{{/* Parts of pods. */}}

{{/* The digest alone where there is one: a tag beside it says nothing. */}}
{{- define "common.image" -}}
{{- if .registry }}{{ .registry }}/{{ end }}{{ .repository }}
{{- if .digest }}@{{ .digest }}{{ else }}:{{ .tag }}{{ end -}}
{{- end -}}

{{/* Which nodes pods run on, and how these get their images: a dict with context. */}}
{{- define "common.podNodes" -}}
{{- range $field := list "imagePullSecrets" "nodeSelector" "tolerations" }}
{{- with index $.context.Values $field }}
{{ $field }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{/* A dict with context, name, uid, and volumes: whether the pod mounts Secrets or claims. */}}
{{- define "common.podSecurity" -}}
serviceAccountName: {{ include "common.name" . }}
automountServiceAccountToken: false
# Otherwise every Service of the namespace becomes environment variables, and some collide.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  # Numeric: the kubelet cannot tell whether a user given by name is root.
  runAsUser: {{ .uid }}
  runAsGroup: {{ .uid }}
  {{- if .volumes }}
  # Makes mounted Secrets and volumes readable to the user above.
  fsGroup: {{ .uid }}
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
  seccompProfile:
    type: RuntimeDefault
{{- include "common.podNodes" . }}
{{- end -}}

{{- define "common.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop:
      - ALL
{{- end -}}

{{/* Spreads the pods of a Deployment over nodes and zones. */}}
{{- define "common.spread" -}}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "common.selector" . | nindent 14 }}
topologySpreadConstraints:
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - topologyKey: {{ . }}
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "common.selector" $ | nindent 8 }}
    # Counts the pods of one revision: a rollout does not have to fit around its predecessor.
    matchLabelKeys:
      - pod-template-hash
  {{- end }}
{{- end -}}
