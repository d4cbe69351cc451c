package worker

import (
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

func TestUnknownQueue(t *testing.T) {
	err := Run(t.Context(), Options{Queues: []string{"trial", "trails"}})
	if genesis.CodeOf(err) != genesis.CodeInvalid || !strings.Contains(err.Error(), `"trails"`) ||
		!strings.Contains(err.Error(), genesis.QueueTrial) {
		t.Errorf("%v", err)
	}
}

func TestServes(t *testing.T) {
	for _, q := range Queues {
		if !(Options{}).serves(q) {
			t.Errorf("a worker of no queue in particular does not serve %s", q)
		}
		if got := (Options{Queues: []string{genesis.QueueTrial}}).serves(q); got != (q == genesis.QueueTrial) {
			t.Errorf("a worker for trials serves %s: %v", q, got)
		}
	}
}
