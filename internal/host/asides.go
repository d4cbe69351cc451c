package host

import (
	"sync"

	"github.com/ai-genesis/ai-genesis"
)

// asides answers questions beside the stream of commands, so that a slow one holds no command up: a few at once, and a few
// more may wait.
type asides struct {
	running chan struct{}
	places  chan struct{}
	group   sync.WaitGroup
}

func newAsides(atOnce, waiting int) *asides {
	return &asides{running: make(chan struct{}, atOnce), places: make(chan struct{}, atOnce+waiting)}
}

// ask runs work, or refuses with code busy if too many wait already.
func (a *asides) ask(work func(), refuse func(genesis.Reply)) {
	select {
	case a.places <- struct{}{}:
	default:
		refuse(genesis.Reply{Err: genesis.Errorf(genesis.CodeBusy, "the engine is asked too many questions at once; try again")})
		return
	}
	a.group.Go(func() {
		defer func() { <-a.places }()
		a.running <- struct{}{}
		defer func() { <-a.running }()
		work()
	})
}

// wait returns when all questions are answered.
func (a *asides) wait() { a.group.Wait() }
