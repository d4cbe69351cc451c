package host

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"testing"
)

// TestRecordedJournal reads a journal written before package command existed, and checks that writing it again yields
// the same bytes.
func TestRecordedJournal(t *testing.T) {
	data, err := os.ReadFile("../../wire/command/testdata/commands.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var want []byte
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line struct{ Journal json.RawMessage }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if line.Journal != nil {
			want = append(append(want, line.Journal...), '\n')
		}
	}
	j := journal{log: quiet()}
	entries, err := j.parse(bytes.NewReader(want))
	if err != nil || len(entries) != 34 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	if got, _, err := trimmed(entries, 0); err != nil || !bytes.Equal(got, want) {
		t.Errorf("written again (%v):\n%s\nit was\n%s", err, got, want)
	}
}
