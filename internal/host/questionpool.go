package host

import (
	"sync"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// questionPool answers questions concurrently to the stream of commands, so that a slow question delays no command.
// Only a few run at once, and a few more may wait.
type questionPool struct {
	running chan struct{}
	slots   chan struct{}
	group   sync.WaitGroup
}

func newQuestionPool(atOnce, waiting int) *questionPool {
	return &questionPool{running: make(chan struct{}, atOnce), slots: make(chan struct{}, atOnce+waiting)}
}

// submit runs work, or refuses with code busy if too many are waiting.
func (a *questionPool) submit(work func(), refuse func(command.Reply)) {
	select {
	case a.slots <- struct{}{}:
	default:
		refuse(command.Reply{Err: genesis.Errorf(genesis.CodeBusy, "the engine is asked too many questions at "+
			"once; try again")})
		return
	}
	a.group.Go(func() {
		defer func() { <-a.slots }()
		a.running <- struct{}{}
		defer func() { <-a.running }()
		work()
	})
}

// wait returns when all questions are answered.
func (a *questionPool) wait() { a.group.Wait() }
