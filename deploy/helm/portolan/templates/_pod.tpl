{{- /* The pod of every node. Called with root, role (all, web, worker), component (web, worker) and resources. */ -}}
{{- define "portolan.pod" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
metadata:
  labels:
    {{- include "portolan.selector" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
    {{- with $values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # Nodes read their configuration at start: a change of it replaces them.
    portolan.dev/config: {{ include "portolan.config" $root | sha256sum }}
    {{- if $values.monitoring.scrapeAnnotations }}
    prometheus.io/scrape: "true"
    prometheus.io/port: "7008"
    prometheus.io/path: /metrics
    {{- end }}
    {{- with $values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "portolan.name" $root }}
  automountServiceAccountToken: false
  # Kubernetes would set variables such as PORTOLAN_PORT, which Portolan refuses as unknown settings.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
  {{- with $values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    fsGroup: 65532
    # A large volume is not walked at each start.
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  {{- with $values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  {{- with $values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "portolan.selector" $root | nindent 10 }}
          app.kubernetes.io/component: {{ $.component }}
    {{- end }}
  containers:
    - name: portolan
      image: {{ include "portolan.image" $root | quote }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      args:
        - serve
        - --config=/etc/portolan/portolan.yaml
        - --listen=0.0.0.0:7007
        # Probes get through also while every connection of the other port is taken.
        - --health-listen=0.0.0.0:7008
        - --role={{ .role }}
      {{- if $values.trust.configMap }}
      env:
        {{- range list "SSL_CERT_FILE" "GIT_SSL_CAINFO" }}
        - name: {{ . }}
          value: /etc/portolan-trust/ca.crt
        {{- end }}
      {{- end }}
      ports:
        - name: http
          containerPort: 7007
        - name: health
          containerPort: 7008
      startupProbe:
        httpGet: {path: /healthz, port: health}
        {{- toYaml $values.probes.startup | nindent 8 }}
      livenessProbe:
        httpGet: {path: /healthz, port: health}
        {{- toYaml $values.probes.liveness | nindent 8 }}
      readinessProbe:
        httpGet: {path: /readyz, port: health}
        {{- toYaml $values.probes.readiness | nindent 8 }}
      lifecycle:
        # The port closes with SIGTERM; by then no Service or Ingress may send anything any more.
        preStop:
          sleep:
            seconds: 5
      resources:
        {{- toYaml .resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        privileged: false
        capabilities:
          drop: [ALL]
      volumeMounts:
        - name: data
          mountPath: /data
        - name: tmp
          mountPath: /tmp
        - name: config
          mountPath: /etc/portolan
          readOnly: true
        {{- if $values.trust.configMap }}
        - name: trust
          mountPath: /etc/portolan-trust
          readOnly: true
        {{- end }}
        {{- range $position, $name := $values.secrets }}
        - name: secret-{{ $position }}
          mountPath: /run/secrets/{{ $name }}
          readOnly: true
        {{- end }}
        {{- with $values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    {{- if $values.database.url }}
    - name: data
      emptyDir:
        sizeLimit: {{ $values.cache.sizeLimit }}
    {{- end }}
    - name: tmp
      emptyDir:
        sizeLimit: 1Gi
    - name: config
      configMap:
        name: {{ include "portolan.name" $root }}
    {{- with $values.trust.configMap }}
    - name: trust
      configMap:
        name: {{ . }}
    {{- end }}
    {{- range $position, $name := $values.secrets }}
    - name: secret-{{ $position }}
      secret:
        secretName: {{ $name }}
        defaultMode: 0440
    {{- end }}
    {{- with $values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}
