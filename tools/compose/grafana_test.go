package compose

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
	"go.yaml.in/yaml/v3"
)

// What Grafana reads of a data source and of a provider of dashboards, as its provisioning has it for apiVersion 1. Its
// own code can't be asked: its module is not made to be built by others.
var (
	datasourceKeys = []string{
		"access", "basicAuth", "basicAuthUser", "correlations", "database", "editable", "isDefault", "jsonData", "name",
		"orgId", "orgName", "secureJsonData", "type", "uid", "url", "user", "version", "withCredentials",
	}
	providerKeys = []string{
		"allowUiUpdates", "disableDeletion", "editable", "folder", "folderUid", "name", "options", "orgId", "type",
		"updateIntervalSeconds",
	}
)

func provisioned(t *testing.T, file, list string, known []string) []map[string]any {
	t.Helper()
	text, err := os.ReadFile(root + "/ops/grafana/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := yaml.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if all["apiVersion"] != 1 {
		t.Errorf("%s is of version %v", file, all["apiVersion"])
	}
	var found []map[string]any
	for key, value := range all {
		if key != "apiVersion" && key != list {
			t.Errorf("%s has %s, which Grafana does not read", file, key)
		}
		if key != list {
			continue
		}
		for _, entry := range value.([]any) {
			e := entry.(map[string]any)
			for name := range e {
				if !slices.Contains(known, name) {
					t.Errorf("%s: Grafana does not read %s", file, name)
				}
			}
			found = append(found, e)
		}
	}
	return found
}

// TestGrafanaFindsWhatItIsGiven holds data source, provider and mounts to each other.
func TestGrafanaFindsWhatItIsGiven(t *testing.T) {
	sources := provisioned(t, "datasource.yml", "datasources", datasourceKeys)
	providers := provisioned(t, "dashboards.yml", "providers", providerKeys)
	if len(sources) != 1 || len(providers) != 1 {
		t.Fatalf("%d data sources, %d providers", len(sources), len(providers))
	}
	services := everything(t).Services
	if sources[0]["url"] != "http://prometheus:9090" || services["prometheus"].Name == "" {
		t.Errorf("the data source is at %v", sources[0]["url"])
	}
	path := providers[0]["options"].(map[string]any)["path"].(string)
	var mounted []string
	for _, v := range services["grafana"].Volumes {
		mounted = append(mounted, v.Target)
	}
	for _, want := range []string{"/etc/grafana/provisioning/datasources/genesis.yml",
		"/etc/grafana/provisioning/dashboards/genesis.yml",
		*services["grafana"].Environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]} {
		if !slices.Contains(mounted, want) {
			t.Errorf("nothing is mounted at %s, only at %v", want, mounted)
		}
	}
	for _, name := range []string{"genesis.json", "temporal.json"} {
		if !slices.Contains(mounted, path+"/"+name) {
			t.Errorf("%s is not mounted at %s", name, path)
		}
	}
}

// strict reads a dashboard as Grafana's own types have it, with those of each panel and query, and returns what they do
// not know or lack.
func strict(text []byte) (board dashboard.Dashboard, wrong string) {
	cog.NewRuntime().RegisterPanelcfgVariant(stat.VariantConfig())
	cog.NewRuntime().RegisterPanelcfgVariant(timeseries.VariantConfig())
	// The strict readers return an empty list of errors if there are none, never nil, and leave the panels out.
	var strictly dashboard.Dashboard
	wrong = strictly.UnmarshalJSONStrict(text).Error()
	if err := json.Unmarshal(text, &board); err != nil {
		return board, err.Error()
	}
	if err := board.Validate(); err != nil {
		wrong += err.Error()
	}
	for _, p := range board.Panels {
		for _, target := range p.Panel.Targets {
			raw, err := json.Marshal(target)
			if err != nil {
				return board, err.Error()
			}
			var query prometheus.Dataquery
			wrong += query.UnmarshalJSONStrict(raw).Error()
		}
	}
	return board, wrong
}

// TestGrafanaKnowsTheDashboards holds the dashboards to Grafana's own types, and to the data source.
func TestGrafanaKnowsTheDashboards(t *testing.T) {
	source := provisioned(t, "datasource.yml", "datasources", datasourceKeys)[0]
	for _, name := range []string{"genesis.json", "temporal.json"} {
		text, err := os.ReadFile(root + "/ops/grafana/" + name)
		if err != nil {
			t.Fatal(err)
		}
		board, wrong := strict(text)
		if wrong != "" {
			t.Errorf("%s: %s", name, wrong)
		}
		if board.Title == nil || board.Uid == nil || board.SchemaVersion == 0 || len(board.Panels) == 0 {
			t.Fatalf("%s has no title, uid, schema or panel", name)
		}
		ids := map[uint32]bool{}
		for _, either := range board.Panels {
			p := either.Panel
			if p == nil || p.Id == nil || p.Title == nil || p.Datasource == nil || p.GridPos == nil {
				t.Fatalf("%s has a panel without number, title, data source or place", name)
			}
			if *p.Datasource.Uid != source["uid"] || *p.Datasource.Type != source["type"] {
				t.Errorf("%s, panel %q asks another data source than %v", name, *p.Title, source["uid"])
			}
			if ids[*p.Id] || p.GridPos.W == 0 || p.GridPos.X+p.GridPos.W > 24 {
				t.Errorf("%s, panel %q has number %d and lies at %+v", name, *p.Title, *p.Id, *p.GridPos)
			}
			ids[*p.Id] = true
		}
	}
}

// TestGrafanaRefusesWhatItDoesNotKnow shows that the types are strict.
func TestGrafanaRefusesWhatItDoesNotKnow(t *testing.T) {
	good, err := os.ReadFile(root + "/ops/grafana/genesis.json")
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{
		`"legendFormat": "wanted"`: `"legend": "wanted"`, `"showLegend": true,`: ``,
		`"tooltip"`: `"tooltips"`, `"displayMode": "list"`: `"displayMode": 1`, `"refresh": "10s"`: `"refreshes": "10s"`,
	} {
		bad := strings.ReplaceAll(string(good), from, to)
		if _, wrong := strict([]byte(bad)); bad == string(good) || wrong == "" {
			t.Errorf("a dashboard with %s instead of %s is taken", to, from)
		}
	}
}
