package genesis_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/ai-genesis/ai-genesis"

// Groups of packages, by the prefix of their path.
var (
	temporal = []string{"go.temporal.io/"}
	redis    = []string{"github.com/redis/", "github.com/alicebob/miniredis"}
	web      = []string{"github.com/gofiber/", "github.com/valyala/fasthttp", "net/http"}
	model    = []string{"github.com/ollama/"}
)

// arrow lists what a package and all packages below it must not depend on, directly or indirectly. Tests are exempt.
type arrow struct {
	from string
	not  []string
	why  string
}

var arrows = []arrow{
	{"engine", slices.Concat(temporal, redis, web, model), "the engine is a pure core: it knows no server"},
	{"engine", own("gateway", "workflows", "activities", "worker", "internal"), "the engine is at the bottom"},
	{"engine/trait", own("engine/world", "engine/systems", "engine/sandbox"), "the trait API is all that a trait sees"},
	{"gateway", own("engine", "workflows", "activities", "worker"), "the gateway talks to the engine through Redis"},
	{"evolution", slices.Concat(temporal, redis, web, model), "evolution is pure: it decides, and asks for its steps by " +
		"an interface"},
	{"evolution", own("engine", "gateway", "workflows", "activities", "worker", "wire", "internal"),
		"evolution says when a change is good; others measure, and carry it out"},
	{"evolution/policy", own("evolution/gate"), "the numbers stand below what uses them"},
	{"evolution/eprocess", own("evolution/gate", "evolution/policy"), "statistics: it knows neither gates nor numbers"},
	{"wire", slices.Concat(own("engine", "evolution", "gateway", "workflows", "activities", "worker", "internal"),
		temporal, redis, web, model), "what processes tell each other depends on none of them"},
	{"engine", own("evolution/gate", "evolution/policy"), "the world records outcomes; others judge them"},
	{"workflows", slices.Concat(own("engine", "gateway", "activities", "worker", "wire", "internal"), redis, web[:2],
		model),
		"workflows name activities, and import only genesis, evolution and the Temporal SDK"},
	{"activities", own("gateway", "workflows", "worker"), "activities know no workflow"},
	{"internal/redisstore", slices.Concat(own("engine", "gateway", "workflows", "activities", "worker"), temporal, web[:2],
		model), "an adapter"},
	{"internal/synth", slices.Concat(own("gateway", "workflows", "activities", "worker", "internal/redisstore"), temporal,
		redis, web[:2]),
		"synth is a model behind Ollama's HTTP API"},
	{"internal/devstack", slices.Concat(own("engine", "gateway", "workflows", "activities", "worker",
		"internal/redisstore"), web[:2], model),
		"devstack starts processes; it is none of them"},
	{"internal/evobench", slices.Concat(own("gateway", "workflows", "worker", "internal/redisstore"), temporal, redis,
		web[:2]),
		"the bench runs the cycle of evolution in its own process"},
	{"internal/experiment", own("gateway", "workflows", "worker"), "a cell knows no workflow: it is handed out by one"},
	{"internal/binding", own("engine", "gateway", "workflows", "activities", "worker"), "every process uses it"},
	{"internal/config", slices.Concat(own("engine", "gateway", "workflows", "activities", "worker"), temporal, redis, web,
		model), "settings are data"},
}

// workflowImports are the packages of the standard library that workflows may import: none with a clock, randomness, a
// disk or a network.
var workflowImports = []string{"cmp", "encoding/json", "errors", "fmt", "hash/fnv", "maps", "math", "net/url", "slices",
	"sort", "strconv", "strings", "time"}

func own(folders ...string) []string {
	for i, f := range folders {
		folders[i] = module + "/" + f
	}
	return folders
}

// pkg is part of the output of `go list -json`.
type pkg struct {
	ImportPath string
	Dir        string
	Standard   bool
	GoFiles    []string
	Imports    []string
	Deps       []string
}

func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,Standard,GoFiles,Imports,Deps", "./...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var pkgs []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

func TestArrows(t *testing.T) {
	pkgs := list(t)
	for _, a := range arrows {
		for _, p := range pkgs {
			if !under(p.ImportPath, module+"/"+a.from) {
				continue
			}
			for _, dep := range p.Deps {
				if i := slices.IndexFunc(a.not, func(f string) bool { return under(dep, f) }); i >= 0 {
					t.Errorf("%s depends on %s: %s", p.ImportPath, dep, a.why)
				}
			}
		}
	}
}

// TestTheEngineMakesNoJSON checks that commands and answers are passed as types: only code that leaves the process
// converts them to JSON.
func TestTheEngineMakesNoJSON(t *testing.T) {
	for _, p := range list(t) {
		if under(p.ImportPath, module+"/engine") && slices.Contains(p.Imports, "encoding/json") {
			t.Errorf("%s imports encoding/json: what the engine takes and returns are types of wire/command", p.ImportPath)
		}
	}
}

// TestOneCycle checks that the bench measures the cycle that ships.
func TestOneCycle(t *testing.T) {
	for _, p := range list(t) {
		if (p.ImportPath == module+"/workflows" || p.ImportPath == module+"/internal/evobench") &&
			!slices.Contains(p.Imports, module+"/evolution") {
			t.Errorf("%s does not run the cycle of package evolution", p.ImportPath)
		}
	}
}

// TestRootIsPlain checks that package genesis imports nothing but the standard library, and no package of it that does
// I/O.
func TestRootIsPlain(t *testing.T) {
	for _, p := range list(t) {
		if p.ImportPath != module {
			continue
		}
		for _, dep := range p.Imports {
			if strings.Contains(dep, ".") || dep == "os" || under(dep, "net") || dep == "database/sql" {
				t.Errorf("package genesis imports %s: it is a vocabulary, without I/O", dep)
			}
		}
	}
}

func TestWorkflowsAreDeterministic(t *testing.T) {
	// Allowed imports in addition to workflowImports and the project's own packages, which the arrows check.
	beside := map[string]string{"workflows": "go.temporal.io/", "evolution": "gonum.org/v1/gonum/"}
	found := map[string]int{}
	for _, p := range list(t) {
		for room, other := range beside {
			if !under(p.ImportPath, module+"/"+room) {
				continue
			}
			found[room]++
			for _, dep := range p.Imports {
				if !strings.Contains(dep, ".") && !slices.Contains(workflowImports, dep) {
					t.Errorf("%s imports %s", p.ImportPath, dep)
				}
				if strings.Contains(dep, ".") && !under(dep, module) && !under(dep, other) {
					t.Errorf("%s imports %s", p.ImportPath, dep)
				}
			}
			for _, name := range p.GoFiles {
				forbidden(t, filepath.Join(p.Dir, name))
			}
		}
	}
	for room := range beside {
		if found[room] == 0 {
			t.Errorf("there is no package %s to look at", room)
		}
	}
}

// clocks are the functions of package time that read the clock or wait.
var clocks = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// forbidden reports go statements and uses of the clock in a file of a workflow.
func forbidden(t *testing.T, path string) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			t.Errorf("%s: a goroutine in a workflow; use workflow.Go", fset.Position(n.Pos()))
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok && id.Name == "time" && slices.Contains(clocks, n.Sel.Name) {
				t.Errorf("%s: time.%s in a workflow", fset.Position(n.Pos()), n.Sel.Name)
			}
		}
		return true
	})
}

// redisKey matches a string that starts like a key or channel of section 3 of docs/specification.md.
var redisKey = regexp.MustCompile("^(ws:|ent:|meta:|evo:|feed:log|blob:|cmd:|ch:[a-z])")

// TestOnlyRedisstoreSpellsKeys parses every file, so that comments and file names may mention keys.
func TestOnlyRedisstoreSpellsKeys(t *testing.T) {
	for _, path := range goFiles(t) {
		if strings.HasPrefix(path, "internal/redisstore/") || strings.HasSuffix(path, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && redisKey.MatchString(strings.Trim(lit.Value,
				"`\"")) {
				t.Errorf("%s: %s is a Redis key; only internal/redisstore spells them", fset.Position(lit.Pos()), lit.Value)
			}
			return true
		})
	}
}

// TestOneWriterOfTheRegistry checks that only one file writes the list of loaded traits to Redis, so that a single rule
// decides which version of a name it shows.
func TestOneWriterOfTheRegistry(t *testing.T) {
	const writer = "internal/host/registry.go"
	for _, path := range goFiles(t) {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		calls := bytes.Contains(source, []byte(".WriteRegistry(")) && !strings.HasSuffix(path, "_test.go")
		if calls != (path == writer) {
			t.Errorf("%s: calls WriteRegistry is %v; %s alone does", path, calls, writer)
		}
	}
}

// renames may call os.Rename directly. Everyone else must use disk.Rename, which also syncs the folder, so that the
// rename survives a power failure.
var renames = map[string]string{
	"internal/disk/disk.go":       "it is disk.Rename",
	"internal/host/journal.go":    "the journal's lock is held, so the folder is synced after it",
	"internal/devstack/rotate.go": "logs",
}

// TestRenamesAreKept checks that files are renamed with disk.Rename, unless renames gives a reason.
func TestRenamesAreKept(t *testing.T) {
	for _, path := range goFiles(t) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("os.Rename(")) != (renames[path] != "") && !strings.HasSuffix(path, "_test.go") {
			t.Errorf("%s: only the files listed here call os.Rename; the others use disk.Rename or disk.Write", path)
		}
	}
}

// Maximum number of lines of a file. Tests may be longer because of their tables.
const (
	maxLines     = 400
	maxTestLines = 600
)

// longFiles lists longer files with the reason.
var longFiles = map[string]string{}

func TestFilesAreShort(t *testing.T) {
	for _, path := range goFiles(t) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		most := maxLines
		if strings.HasSuffix(path, "_test.go") {
			most = maxTestLines
		}
		if n := bytes.Count(text, []byte("\n")); n > most && longFiles[path] == "" {
			t.Errorf("%s has %d lines, over %d: split it, or list it with its reason", path, n, most)
		}
	}
	for path := range longFiles {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("the list of long files names %s: %v", path, err)
		}
	}
}

func TestPackagesAreDocumented(t *testing.T) {
	for _, p := range list(t) {
		if !slices.ContainsFunc(p.GoFiles, func(name string) bool {
			return hasPackageComment(t, filepath.Join(p.Dir, name))
		}) {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
		for _, name := range []string{"utils", "util", "helpers", "common", "misc"} {
			if filepath.Base(p.ImportPath) == name {
				t.Errorf("%s: the name %s says nothing", p.ImportPath, name)
			}
		}
	}
}

func hasPackageComment(t *testing.T, path string) bool {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	return file.Doc != nil
}

// goFiles lists the project's Go files except test data and generated traits.
func goFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (slices.Contains([]string{"node_modules", "testdata", "mutations", "data", "bin"}, d.Name()) ||
			strings.HasPrefix(d.Name(), ".") && path != "."):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".go"):
			files = append(files, filepath.ToSlash(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// under reports whether path is folder or lies in it. A folder that ends with a slash is treated as a prefix.
func under(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, strings.TrimSuffix(folder, "/")+"/")
}

// quotedPath matches a path of this repository as the documents quote it.
var quotedPath = regexp.MustCompile("`((?:(?:engine|evolution|wire|internal|cmd|gateway|activities|workflows|" +
	"worker|frontend|mutations|temporal-config)(?:/[\\w/.]+)?)|\\w+\\.go|docker-compose\\.yml)`")

// paths returns the paths that a document mentions, and checks that each exists.
func paths(t *testing.T, document string) (found []string) {
	t.Helper()
	page, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	for _, quoted := range quotedPath.FindAllStringSubmatch(string(page), -1) {
		if _, err := os.Stat(quoted[1]); err != nil {
			t.Errorf("%s names %s, which does not exist", document, quoted[1])
		}
		found = append(found, quoted[1])
	}
	return found
}

// TestDocumentsNameTheTree checks the two documents that say where things are: every path in them exists, and every
// package is mentioned.
func TestDocumentsNameTheTree(t *testing.T) {
	if len(paths(t, "docs/specification.md")) < 40 {
		t.Error("docs/specification.md hardly names a file")
	}
	rooms := paths(t, "docs/architecture.md")
	for _, p := range list(t) {
		path := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		if !slices.ContainsFunc(rooms, func(room string) bool { return path == "" || under(path, room) }) {
			t.Errorf("docs/architecture.md has no room for %s", path)
		}
	}
}
