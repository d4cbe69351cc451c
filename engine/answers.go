package engine

import (
	"sync"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// answers remembers the replies to the latest commands by id.
type answers struct {
	mu      sync.Mutex
	replies map[string]command.Reply
	order   []string
}

// maxAnswers is the number of replies that are remembered.
const maxAnswers = 4096

func (a *answers) find(id string) (command.Reply, bool) {
	if id == "" {
		return command.Reply{}, false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	reply, ok := a.replies[id]
	return reply, ok
}

func (a *answers) remember(reply command.Reply) {
	if reply.ID == "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, ok := a.replies[reply.ID]; !ok {
		a.order = append(a.order, reply.ID)
	}
	a.replies[reply.ID] = reply
	if len(a.order) > maxAnswers {
		delete(a.replies, a.order[0])
		a.order = a.order[1:]
	}
}

// Answered returns the reply to a command that was carried out before.
func (l *Loop) Answered(cmd command.Command) (command.Reply, bool) {
	reply, ok := l.answers.find(cmd.ID)
	if !ok {
		return reply, false
	}
	typed, err := reply.Typed(cmd)
	if err != nil {
		return command.Reply{ID: cmd.ID, Err: genesis.Errorf(genesis.CodeConflict, "the id of this command belongs to "+
			"another one: %v", err)}, true
	}
	return typed, true
}

// Answers returns the replies to commands whose senders may repeat them after the engine was stopped, oldest first. A
// new loop that gets them by Remember doesn't carry these commands out a second time.
func (l *Loop) Answers() (replies []command.Reply) {
	l.answers.mu.Lock()
	defer l.answers.mu.Unlock()
	for _, id := range l.answers.order {
		if reply := l.answers.replies[id]; reply.Repeatable() {
			replies = append(replies, reply)
		}
	}
	return replies
}

// Remember makes the loop answer commands with these replies instead of carrying them out.
func (l *Loop) Remember(replies ...command.Reply) {
	for _, reply := range replies {
		l.answers.remember(reply)
	}
}
