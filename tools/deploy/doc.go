// Package deploy holds the manifests in deploy/kubernetes to Kubernetes' own types and to what the system needs,
// without a cluster. It is a module of its own, so that nobody else builds Kubernetes' libraries.
package deploy
