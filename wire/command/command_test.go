package command_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/ai-genesis/ai-genesis/wire/command"
)

// recorded is a line of testdata/commands.jsonl, which an engine wrote before this package existed: a command on the
// stream with the engine's answer, or a line of the journal.
type recorded struct {
	Command json.RawMessage `json:"command"`
	Reply   json.RawMessage `json:"reply"`
	Journal struct {
		Command json.RawMessage `json:"command"`
	} `json:"journal"`
}

func records(t *testing.T) (list []recorded) {
	t.Helper()
	file, err := os.Open("testdata/commands.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r recorded
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	if lines.Err() != nil || len(list) < 90 {
		t.Fatalf("%d lines, %v", len(list), lines.Err())
	}
	return list
}

// TestWireIsTheSame checks that commands and replies still have the same bytes as before they had types.
func TestWireIsTheSame(t *testing.T) {
	kinds := map[command.Kind]bool{}
	for _, r := range records(t) {
		raw := r.Command
		if raw == nil {
			raw = r.Journal.Command
		}
		if raw == nil {
			continue // a hash in the journal
		}
		var c command.Command
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		kinds[c.Kind()] = true
		same(t, raw, c)
		if r.Reply == nil {
			continue
		}
		reply, err := command.DecodeReply(c, r.Reply)
		if err != nil {
			t.Fatalf("%s: %v", r.Reply, err)
		}
		same(t, r.Reply, reply)
	}
	if len(kinds) != len(command.Kinds())+1 { // plus one unknown kind
		t.Errorf("%d kinds are recorded of %v", len(kinds), command.Kinds())
	}
}

func same(t *testing.T, want []byte, value any) {
	t.Helper()
	got, err := json.Marshal(value)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%T:\n got %s\nwant %s\n%v", value, got, want, err)
	}
}

// TestResultOf checks that a reply has the type of its command, and that a reply to another command is an error.
func TestResultOf(t *testing.T) {
	spawned := command.Spawned{Molbots: []string{"mol_000001"}}
	r, err := command.ResultOf[command.Spawned](command.Reply{Tick: 7, Data: spawned})
	if err != nil || r.Tick != 7 || len(r.Data.Molbots) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err := command.ResultOf[command.None](command.Reply{Tick: 8}); err != nil || r.Tick != 8 {
		t.Errorf("without data: %+v, %v", r, err)
	}
	if _, err := command.ResultOf[command.Loaded](command.Reply{Data: command.Spawned{}}); err == nil {
		t.Error("the answer to spawn passes for that to load")
	}
}
