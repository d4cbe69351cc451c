package host

import (
	"fmt"
	"log/slog"
	"sync"

	"github.com/ai-genesis/ai-genesis"
)

// trouble reports, in the log and the feed, when the disk starts to refuse something and when it accepts it again: each
// change of state once, not each failure.
type trouble struct {
	log  *slog.Logger
	feed func(genesis.FeedMessage)

	mu   sync.Mutex
	said map[string]string // the reported error, by what was refused
}

// says records the result of the last attempt at something.
func (t *trouble) says(what string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	was, refused := t.said[what]
	switch {
	case err == nil && refused:
		delete(t.said, what)
		t.log.Info("the disk takes it again", "before", what)
		t.tell("disk_takes", "The engine's disk takes the world's data again.")
	case err != nil && was != err.Error():
		if t.said == nil {
			t.said = map[string]string{}
		}
		t.said[what] = err.Error()
		t.log.Error(what, "error", err)
		t.tell("disk_refuses", fmt.Sprintf("The world keeps running, but %s: %v.", what, err))
	}
}

func (t *trouble) tell(action, message string) {
	if t.feed != nil {
		t.feed(genesis.FeedMessage{Agent: genesis.AgentEngine, Action: action, Message: message})
	}
}
