package deploy

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

const root = "../../deploy/kubernetes"

// kinds are what the manifests may hold, with Kubernetes' own types.
var kinds = map[string]func() any{
	"v1 Namespace":                       func() any { return &core.Namespace{} },
	"v1 ConfigMap":                       func() any { return &core.ConfigMap{} },
	"v1 Service":                         func() any { return &core.Service{} },
	"apps/v1 Deployment":                 func() any { return &apps.Deployment{} },
	"apps/v1 StatefulSet":                func() any { return &apps.StatefulSet{} },
	"policy/v1 PodDisruptionBudget":      func() any { return &policy.PodDisruptionBudget{} },
	"networking.k8s.io/v1 NetworkPolicy": func() any { return &networking.NetworkPolicy{} },
}

// render builds a folder as kubectl apply -k does, and decodes each object strictly: a field that Kubernetes does not
// know, a value of another type, or a key that stands twice is an error.
func render(t *testing.T, folder string) map[string]any {
	t.Helper()
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), root+"/"+folder)
	if err != nil {
		t.Fatalf("kustomize build %s: %v", folder, err)
	}
	text, err := resources.AsYaml()
	if err != nil {
		t.Fatal(err)
	}
	objects := map[string]any{}
	for document := range bytes.SplitSeq(text, []byte("\n---\n")) {
		var of meta.TypeMeta
		if err := yaml.Unmarshal(document, &of); err != nil {
			t.Fatal(err)
		}
		make := kinds[of.APIVersion+" "+of.Kind]
		if make == nil {
			t.Errorf("%s has a %s of %s, which nobody checks", folder, of.Kind, of.APIVersion)
			continue
		}
		object := make()
		if err := yaml.UnmarshalStrict(document, object); err != nil {
			t.Errorf("%s: %v\n%s", folder, err, document)
		}
		name := object.(meta.Object).GetName()
		if objects[of.Kind+" "+name] != nil {
			t.Errorf("%s has two of %s %s", folder, of.Kind, name)
		}
		objects[of.Kind+" "+name] = object
	}
	return objects
}

// workload is what a Deployment and a StatefulSet have in common.
type workload struct {
	replicas int32
	selector *meta.LabelSelector
	pod      core.PodTemplateSpec
	volumes  []string // of its claims
}

func workloads(objects map[string]any) map[string]workload {
	got := map[string]workload{}
	for _, object := range objects {
		switch o := object.(type) {
		case *apps.Deployment:
			got[o.Name] = workload{*o.Spec.Replicas, o.Spec.Selector, o.Spec.Template, nil}
		case *apps.StatefulSet:
			w := workload{*o.Spec.Replicas, o.Spec.Selector, o.Spec.Template, nil}
			for _, claim := range o.Spec.VolumeClaimTemplates {
				w.volumes = append(w.volumes, claim.Name)
			}
			got[o.Name] = w
		}
	}
	return got
}

var folders = map[string][]string{
	".":                    {"engine", "frontend", "gateway", "redis", "worker"},
	"overlays/world-other": {"engine", "frontend", "gateway", "worker"},
}

func TestEveryPartIsThere(t *testing.T) {
	for folder, want := range folders {
		var got []string
		for name := range workloads(render(t, folder)) {
			got = append(got, name)
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s has %v, want %v", folder, got, want)
		}
	}
}

// TestPodsMeetTheRestrictedStandard holds every pod to what the namespace enforces, and to what a pod needs to run so.
func TestPodsMeetTheRestrictedStandard(t *testing.T) {
	for folder := range folders {
		for name, w := range workloads(render(t, folder)) {
			spec := w.pod.Spec
			sc := spec.SecurityContext
			if sc == nil || sc.RunAsNonRoot == nil || !*sc.RunAsNonRoot || sc.RunAsUser == nil || *sc.RunAsUser == 0 ||
				sc.SeccompProfile == nil ||
				sc.SeccompProfile.Type != core.SeccompProfileTypeRuntimeDefault {
				t.Errorf("%s: the pod of %s may run as root, or without seccomp", folder, name)
			}
			for _, c := range spec.Containers {
				s := c.SecurityContext
				if s == nil || s.AllowPrivilegeEscalation == nil || *s.AllowPrivilegeEscalation || s.Capabilities == nil ||
					!slices.Equal(
						s.Capabilities.Drop, []core.Capability{"ALL"},
					) || s.ReadOnlyRootFilesystem == nil || !*s.ReadOnlyRootFilesystem {
					t.Errorf("%s: %s is not hardened", folder, name)
				}
				if c.Resources.Requests.Cpu().IsZero() || c.Resources.Requests.Memory().IsZero() ||
					c.Resources.Limits.Memory().IsZero() {
					t.Errorf("%s: %s asks for no processor or memory, or has no limit of memory", folder, name)
				}
				for _, m := range c.VolumeMounts {
					if !slices.Contains(w.volumes, m.Name) &&
						!slices.ContainsFunc(spec.Volumes, func(v core.Volume) bool { return v.Name == m.Name }) {
						t.Errorf("%s: %s mounts %s, which is no volume", folder, name, m.Name)
					}
				}
				if strings.Contains(c.Image, "ai-genesis") && !strings.HasPrefix(c.Image, "registry.example/") {
					t.Errorf("%s: the image of %s, %s, is in no registry that a person sets", folder, name, c.Image)
				}
			}
		}
	}
}

// TestSelectorsSelect holds every selector to the labels of some pod.
func TestSelectorsSelect(t *testing.T) {
	for folder := range folders {
		objects := render(t, folder)
		pods := workloads(objects)
		selects := func(who string, selector map[string]string) *workload {
			for _, w := range pods {
				matches := len(selector) > 0
				for key, value := range selector {
					matches = matches && w.pod.Labels[key] == value
				}
				if matches {
					return &w
				}
			}
			t.Errorf("%s: %s selects no pod by %v", folder, who, selector)
			return nil
		}
		for name, object := range objects {
			switch o := object.(type) {
			case *apps.Deployment:
				selects(name, o.Spec.Selector.MatchLabels)
				for _, s := range o.Spec.Template.Spec.TopologySpreadConstraints {
					selects(name, s.LabelSelector.MatchLabels)
				}
			case *apps.StatefulSet:
				selects(name, o.Spec.Selector.MatchLabels)
				if objects["Service "+o.Spec.ServiceName] == nil {
					t.Errorf("%s: %s has no service %s", folder, name, o.Spec.ServiceName)
				}
			case *networking.NetworkPolicy:
				selects(name, o.Spec.PodSelector.MatchLabels)
				for _, rule := range o.Spec.Ingress {
					for _, from := range rule.From {
						selects(name, from.PodSelector.MatchLabels)
					}
				}
			case *policy.PodDisruptionBudget:
				w := selects(name, o.Spec.Selector.MatchLabels)
				if w == nil {
					continue
				}
				// A budget of one replica that must stay would keep its node from ever being drained.
				if o.Spec.MinAvailable != nil && int32(o.Spec.MinAvailable.IntValue()) >= w.replicas {
					t.Errorf("%s: %s lets no node be drained: %d of %d must stay", folder, name, o.Spec.MinAvailable.IntValue(),
						w.replicas)
				}
			case *core.Service:
				w := selects(name, o.Spec.Selector)
				for _, port := range o.Spec.Ports {
					if target := port.TargetPort.StrVal; w != nil && target != "" &&
						!slices.ContainsFunc(w.pod.Spec.Containers[0].Ports,
							func(p core.ContainerPort) bool { return p.Name == target }) {
						t.Errorf("%s: %s leads to port %s, which its pods have not", folder, name, target)
					}
				}
			}
		}
		for name := range pods {
			if objects["PodDisruptionBudget "+name] == nil {
				t.Errorf("%s: %s has no PodDisruptionBudget", folder, name)
			}
		}
	}
}

// TestDrains holds the graces to what the parts need, the probes to ports and paths that are there, and the parts that
// several may run of to several.
func TestDrains(t *testing.T) {
	for name, want := range map[string]struct {
		replicas, grace int64
		probed          bool
	}{"engine": {1, 30, false}, "worker": {2, 30, false}, "gateway": {2, 15, true}, "frontend": {2, 15, true},
		"redis": {1, 10, true}} {
		w := workloads(render(t, "."))[name]
		c := w.pod.Spec.Containers[0]
		if int64(w.replicas) != want.replicas {
			t.Errorf("%s has %d replicas, want %d", name, w.replicas, want.replicas)
		}
		if got := w.pod.Spec.TerminationGracePeriodSeconds; got == nil || *got < want.grace {
			t.Errorf("%s has a grace of %v, needs %d s", name, got, want.grace)
		}
		if has := c.ReadinessProbe != nil && c.LivenessProbe != nil; has != want.probed {
			t.Errorf("%s is probed: %v", name, has)
		}
		for _, p := range []*core.Probe{c.StartupProbe, c.ReadinessProbe, c.LivenessProbe} {
			if p == nil || p.HTTPGet == nil {
				continue
			}
			if p.HTTPGet.Path == "/readyz" {
				t.Errorf("%s is taken out while the engine is away", name)
			}
			if !slices.ContainsFunc(c.Ports, func(port core.ContainerPort) bool { return port.Name == p.HTTPGet.Port.StrVal }) {
				t.Errorf("%s is probed at port %v, which it has not", name, p.HTTPGet.Port)
			}
		}
	}
}

// TestSettingsAreKnown holds every setting of the manifests to .env.example: the parts refuse to start with one that
// they don't know.
func TestSettingsAreKnown(t *testing.T) {
	known, err := os.ReadFile("../../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	for folder := range folders {
		objects := render(t, folder)
		var names []string
		for _, object := range objects {
			if config, ok := object.(*core.ConfigMap); ok {
				for name := range config.Data {
					names = append(names, name)
				}
			}
		}
		for part, w := range workloads(objects) {
			if part == "frontend" || part == "redis" {
				continue
			}
			for _, e := range w.pod.Spec.Containers[0].Env {
				names = append(names, e.Name)
			}
			for _, from := range w.pod.Spec.Containers[0].EnvFrom {
				if from.ConfigMapRef != nil && objects["ConfigMap "+from.ConfigMapRef.Name] == nil {
					t.Errorf("%s: %s reads the ConfigMap %s, which is not there", folder, part, from.ConfigMapRef.Name)
				}
			}
		}
		for _, name := range names {
			if !strings.Contains(string(known), "\n# "+name+"=") {
				t.Errorf("%s: %s is no setting", folder, name)
			}
		}
		if len(names) < 8 {
			t.Errorf("%s: only %v are set", folder, names)
		}
	}
}

// TestFilesOfSecretsAreThere holds the three parts to the Secret of files, at the place where compose and genesis up have
// them, readable for their group and not for others, and to start without it.
func TestFilesOfSecretsAreThere(t *testing.T) {
	for folder := range folders {
		for part, w := range workloads(render(t, folder)) {
			if part == "frontend" || part == "redis" {
				continue
			}
			c, spec := w.pod.Spec.Containers[0], w.pod.Spec
			mount := slices.IndexFunc(c.VolumeMounts, func(m core.VolumeMount) bool { return m.MountPath == "/app/secrets" })
			if mount < 0 || !c.VolumeMounts[mount].ReadOnly || c.WorkingDir != "" {
				t.Errorf("%s: %s has no secrets/ in the image's folder", folder, part)
				continue
			}
			for _, v := range spec.Volumes {
				if v.Name != c.VolumeMounts[mount].Name {
					continue
				}
				s := v.Secret
				if s == nil || s.SecretName != "genesis-files" || s.Optional == nil || !*s.Optional || *s.DefaultMode != 0o440 ||
					spec.SecurityContext.FSGroup == nil {
					t.Errorf("%s: the secrets of %s are %+v", folder, part, v)
				}
			}
		}
	}
}

// TestThePageTrustsWhomTheGatewayTrusts holds the settings that the page's nginx takes to those that there are.
func TestThePageTrustsWhomTheGatewayTrusts(t *testing.T) {
	for folder := range folders {
		objects, found := render(t, folder), false
		for _, e := range workloads(objects)["frontend"].pod.Spec.Containers[0].Env {
			if e.Name != "GENESIS_TRUSTED_PROXIES" {
				continue
			}
			ref := e.ValueFrom.ConfigMapKeyRef
			config, ok := objects["ConfigMap "+ref.Name].(*core.ConfigMap)
			found = ok && config.Data[ref.Key] != ""
		}
		if !found {
			t.Errorf("%s: the page does not know which proxies are trusted", folder)
		}
	}
}

// TestSecondWorldStandsApart holds the overlay to a namespace, a world and a Redis address of its own.
func TestSecondWorldStandsApart(t *testing.T) {
	objects := render(t, "overlays/world-other")
	for name, object := range objects {
		namespace := object.(meta.Object).GetNamespace()
		if ns, ok := object.(*core.Namespace); ok {
			namespace = ns.Name
		}
		if namespace != "genesis-other" {
			t.Errorf("%s is in the namespace %q", name, namespace)
		}
		if config, ok := object.(*core.ConfigMap); ok &&
			(config.Data["GENESIS_WORLD"] != "other" || config.Data["GENESIS_REDIS_URL"] != "redis://redis.genesis:6379/0") {
			t.Errorf("its settings are %v", config.Data)
		}
	}
}

// TestStrictnessIsStrict shows that the checks above would see a misspelt field.
func TestStrictnessIsStrict(t *testing.T) {
	err := yaml.UnmarshalStrict([]byte("apiVersion: apps/v1\nkind: Deployment\nspec: {replica: 2}\n"),
		reflect.New(reflect.TypeOf(apps.Deployment{})).Interface())
	if err == nil || !strings.Contains(err.Error(), "replica") {
		t.Errorf("a misspelt field is taken: %v", err)
	}
}
