package sandbox
import "testing"
func TestDumpCore(t *testing.T) {
	for _, c := range benchmarks {
		p := compileForTest(t, c.source, Limits{})
		t.Log(c.name + "\n" + p.source.Text)
	}
}
