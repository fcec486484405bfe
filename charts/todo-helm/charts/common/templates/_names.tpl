{{/*
Names and labels. What takes a dict has in it: context, the root context; name, the object's part of
the name ("backend"), empty for the object that is called as the app is; component, what it is.
*/}}

{{/* The app. Short enough for what is appended: a CronJob's name has 52 characters at most. */}}
{{- define "common.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 42 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 42 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "common.name" -}}
{{- include "common.fullname" .context }}{{ with .name }}-{{ . }}{{ end -}}
{{- end -}}

{{/* Of pods: without the chart's version, which would restart them all with each release. */}}
{{- define "common.podLabels" -}}
app.kubernetes.io/name: {{ include "common.name" . }}
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/part-of: {{ include "common.fullname" .context | quote }}
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- with .context.Values.environment }}
env: {{ . | quote }}
{{- end }}
{{- with .context.Values.team }}
team: {{ . | quote }}
{{- end }}
{{- end -}}

{{- define "common.labels" -}}
{{ include "common.podLabels" . }}
helm.sh/chart: {{ printf "%s-%s" .context.Chart.Name .context.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Selectors are immutable: nothing that could ever change is in them. */}}
{{- define "common.selector" -}}
app.kubernetes.io/name: {{ include "common.name" . }}
{{- end -}}

{{/* The namespace is written out, so that `helm template | kubectl apply` goes to the right one. */}}
{{- define "common.metadata" -}}
name: {{ include "common.name" . }}
namespace: {{ .context.Release.Namespace }}
labels:
  {{- include "common.labels" . | nindent 2 }}
{{- end -}}
