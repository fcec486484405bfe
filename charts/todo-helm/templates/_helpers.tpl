{{/* The Secret with the password of the database, key "password". */}}
{{- define "todo-app.credentials" -}}
{{- default (printf "%s-postgres-credentials" (include "common.fullname" .)) .Values.credentials.existingSecret -}}
{{- end -}}

{{- define "todo-app.credentialsVolume" -}}
- name: credentials
  secret:
    secretName: {{ include "todo-app.credentials" . }}
    defaultMode: 0440
    items:
      - key: password
        path: password
{{- end -}}

{{- define "todo-app.postgresClientEnv" -}}
- name: PGHOST
  value: {{ include "common.fullname" . }}-postgres
- name: PGDATABASE
  value: {{ .Values.postgres.database | quote }}
- name: PGUSER
  value: {{ .Values.postgres.database | quote }}
{{- end -}}

{{/* The container that dumps the database: a dict with context, keep and reason. */}}
{{- define "todo-app.backupContainer" -}}
- name: backup
  # The server's own image: pg_dump must not be older than the server.
  image: {{ include "common.image" .context.Values.postgres.image }}
  imagePullPolicy: {{ .context.Values.imagePullPolicy }}
  command:
    - /scripts/backup.sh
    - {{ .reason }}
  env:
    {{- include "todo-app.postgresClientEnv" .context | nindent 4 }}
    - name: BACKUP_KEEP
      value: {{ .keep | quote }}
  # The end of the log is shown where the Job failed.
  terminationMessagePolicy: FallbackToLogsOnError
  {{- include "common.containerSecurity" . | nindent 2 }}
  resources:
    {{- toYaml .context.Values.jobs.resources | nindent 4 }}
  volumeMounts:
    {{- include "todo-app.databaseJobMounts" dict | nindent 4 }}
{{- end -}}

{{/* What such containers mount; a dict, with migrations: whether they apply these. */}}
{{- define "todo-app.databaseJobMounts" -}}
- name: scripts
  mountPath: /scripts
  readOnly: true
{{- if .migrations }}
- name: migrations
  mountPath: /migrations
  readOnly: true
{{- end }}
- name: credentials
  mountPath: /run/secrets/postgres
  readOnly: true
- name: backups
  mountPath: /backups
{{- end -}}

{{- define "todo-app.databaseJobVolumes" -}}
{{ include "todo-app.credentialsVolume" . }}
- name: scripts
  configMap:
    name: {{ include "common.fullname" . }}-db-scripts
    defaultMode: 0555
- name: backups
  persistentVolumeClaim:
    claimName: {{ include "common.fullname" . }}-db-backup
{{- end -}}

{{/* A drained node is no failed Job. */}}
{{- define "todo-app.ignoreDisruptions" -}}
podFailurePolicy:
  rules:
    - action: Ignore
      onPodConditions:
        - type: DisruptionTarget
          status: "True"
{{- end -}}

{{/* Argo CD's and Helm's hooks; Argo CD goes by its own. A dict with wave. */}}
{{- define "todo-app.bootstrapHook" -}}
argocd.argoproj.io/hook: PreSync
argocd.argoproj.io/hook-delete-policy: BeforeHookCreation,HookSucceeded
argocd.argoproj.io/sync-wave: {{ .wave | quote }}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ .wave | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end -}}

{{/* Of what the test needs before its Pod starts. */}}
{{- define "todo-app.testHook" -}}
argocd.argoproj.io/hook: Skip
helm.sh/hook: test
helm.sh/hook-weight: "-1"
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end -}}
