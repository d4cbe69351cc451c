package compose

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

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

// TestGrafanaFindsWhatItIsGiven holds data source, provider, mounts and dashboard to each other.
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
		"/etc/grafana/provisioning/dashboards/genesis.yml", path + "/genesis.json",
		*services["grafana"].Environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]} {
		if !slices.Contains(mounted, want) {
			t.Errorf("nothing is mounted at %s, only at %v", want, mounted)
		}
	}
	text, err := os.ReadFile(root + "/ops/grafana/genesis.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Title, UID    string
		SchemaVersion int
		Panels        []struct {
			ID         int
			Title      string
			Type       string
			GridPos    struct{ H, W, X, Y int }
			Datasource struct{ Type, UID string }
		}
	}
	if err := json.Unmarshal(text, &board); err != nil {
		t.Fatal(err)
	}
	if board.Title == "" || board.UID == "" || board.SchemaVersion == 0 {
		t.Errorf("the dashboard has title %q, uid %q, schema %d", board.Title, board.UID, board.SchemaVersion)
	}
	ids := map[int]bool{}
	for _, p := range board.Panels {
		if p.Type != "row" && (p.Datasource.UID != sources[0]["uid"] || p.Datasource.Type != sources[0]["type"]) {
			t.Errorf("panel %q asks %+v, not the data source %v", p.Title, p.Datasource, sources[0]["uid"])
		}
		if ids[p.ID] || p.GridPos.W == 0 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %q has number %d and lies at %+v", p.Title, p.ID, p.GridPos)
		}
		ids[p.ID] = true
	}
	if !strings.Contains(string(text), `"`+sources[0]["uid"].(string)+`"`) {
		t.Error("the dashboard does not name the data source")
	}
}
