{{/* Rules of network policies. */}}

{{- define "common.dnsEgress" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
    # Resolvers on the node, which no pod selector matches: NodeLocal DNSCache, GKE Cloud DNS.
    - ipBlock:
        cidr: 169.254.20.10/32
    - ipBlock:
        cidr: 169.254.169.254/32
  ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
{{- end -}}

{{- define "common.namespacesPeer" -}}
- namespaceSelector:
    matchExpressions:
      - key: kubernetes.io/metadata.name
        operator: In
        values:
          {{- toYaml . | nindent 10 }}
{{- end -}}
