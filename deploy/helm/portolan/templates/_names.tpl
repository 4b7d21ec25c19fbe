{{- define "portolan.name" -}}
{{- $release := .Release.Name | trunc 44 | trimSuffix "-" -}}
{{- .Values.fullnameOverride | default (contains "portolan" $release | ternary $release (printf "%s-portolan" $release)) -}}
{{- end -}}

{{- define "portolan.selector" -}}
app.kubernetes.io/name: portolan
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "portolan.labels" -}}
{{ include "portolan.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "portolan.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- define "portolan.publicUrl" -}}
{{- if .Values.publicUrl -}}
{{ .Values.publicUrl }}
{{- else if .Values.ingress.enabled -}}
{{ ternary "https" "http" (ne .Values.ingress.tlsSecret "") }}://{{ .Values.ingress.host }}
{{- end -}}
{{- end -}}

{{- /* The chart's own keys win over those of .Values.config. */ -}}
{{- define "portolan.config" -}}
{{- $own := dict "data" "/data" "database" .Values.database.url "public_url" (include "portolan.publicUrl" .) -}}
{{- toYaml (mergeOverwrite (deepCopy .Values.config) $own) -}}
{{- end -}}

{{- /* Combinations that would lose data or leave people outside. */ -}}
{{- define "portolan.refuse" -}}
{{- if not .Values.database.url -}}
{{- if gt (int .Values.replicas) 1 -}}
{{- fail "replicas is more than 1 and database.url is empty: SQLite serves one node only. Set database.url to a PostgreSQL database, or replicas to 1." -}}
{{- end -}}
{{- if .Values.worker.separate -}}
{{- fail "worker.separate is true and database.url is empty: on SQLite one node does all work. Set database.url to a PostgreSQL database, or worker.separate to false." -}}
{{- end -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) -}}
{{- fail "ingress.enabled is true and ingress.host is empty: name the host people use." -}}
{{- end -}}
{{- if and .Values.networkPolicy.enabled (not .Values.networkPolicy.ingressFrom) -}}
{{- if .Values.ingress.enabled -}}
{{- fail "ingress.enabled is true and networkPolicy.ingressFrom is empty: the ingress controller could not reach Portolan. Name its namespace there, or set networkPolicy.enabled to false." -}}
{{- end -}}
{{- if ne .Values.service.type "ClusterIP" -}}
{{- fail "service.type lets in traffic from outside and networkPolicy.ingressFrom is empty: nobody could reach Portolan. Name the addresses there (ipBlock), or set networkPolicy.enabled to false." -}}
{{- end -}}
{{- end -}}
{{- end -}}
