package trait

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// declaredMethods are the methods in api.go, in order.
func declaredMethods(t *testing.T) (declared []*ast.FuncDecl) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "api.go", APISource, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.IsExported() {
			declared = append(declared, f)
		}
	}
	return declared
}

// docOf is a method's comment on one line.
func docOf(f *ast.FuncDecl) string { return strings.Join(strings.Fields(f.Doc.Text()), " ") }

// TestMethodsAreTheAPI compares the table with api.go: every method has a row, in the same order, with the cost that
// its comment states.
func TestMethodsAreTheAPI(t *testing.T) {
	declared := declaredMethods(t)
	if len(declared) != len(Methods) {
		t.Fatalf("%d methods and %d rows", len(declared), len(Methods))
	}
	for i, m := range Methods {
		doc := docOf(declared[i])
		if declared[i].Name.Name != m.Name {
			t.Errorf("row %d is %s, want %s", i, m.Name, declared[i].Name.Name)
		}
		if (m.Read == nil) == (m.Call == nil) {
			t.Errorf("%s is read or called, one of them", m.Name)
		}
		if price := "Price: " + strconv.FormatFloat(m.Energy, 'f', -1, 64); m.Energy > 0 && !strings.Contains(doc, price) {
			t.Errorf("%s costs %v, and its comment says %q", m.Name, m.Energy, doc)
		}
		if m.Energy > 0 && m.PerPx != strings.Contains(doc, "per px") {
			t.Errorf("%s: per px is %v, and its comment says %q", m.Name, m.PerPx, doc)
		}
	}
}

// TestMethodsCostWhatTheTableSays calls every sense that has a cost.
func TestMethodsCostWhatTheTableSays(t *testing.T) {
	for _, row := range Methods {
		m := begun(50, 1000)
		if row.Read != nil {
			if got, want := FreeRead(must(FreeSense(row.Name)))(m.Body()),
				reflect.ValueOf(m).MethodByName(row.Name).Call(nil)[0].Float(); got != want {
				t.Errorf("%s reads %v, want %v", row.Name, got, want)
			}
			continue
		}
		call := reflect.ValueOf(row.Call)
		args := []reflect.Value{reflect.ValueOf(m)}
		for i := 1; i < call.Type().NumIn(); i++ {
			v := reflect.New(call.Type().In(i)).Elem()
			if row.PerPx {
				v.SetFloat(100)
			}
			args = append(args, v)
		}
		call.Call(args)
		energy, fuel := row.Energy, row.Fuel
		if row.PerPx {
			energy, fuel = 100*energy, fuel+100/4+met*row.Each
		}
		if math.Abs(m.Intents().Spent-energy) > 1e-12 || 1000-m.FuelLeft() != fuel {
			t.Errorf("%s costs %v and %d fuel, the table says %v and %d", row.Name, m.Intents().Spent, 1000-m.FuelLeft(), energy,
				fuel)
		}
	}
}

func must(n int, ok bool) int {
	if !ok {
		panic(fmt.Sprint("no free sense ", n))
	}
	return n
}
