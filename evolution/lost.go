package evolution

import (
	"errors"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// Lost is the error of a step that does not find what an earlier one had put into Redis. It ends no cycle: the earlier
// step is taken again. What people did, and what is in the world, is not lost with it.
type Lost struct {
	What  genesis.Lost
	Cause error
}

// Error implements error.
func (l *Lost) Error() string { return l.Cause.Error() }

// Unwrap gives the step's own error.
func (l *Lost) Unwrap() error { return l.Cause }

// lostWords say what is lost, and what the cycle does about it.
var lostWords = map[genesis.Lost]string{
	genesis.LostFork:    "Redis has lost the fork of the world. The cycle looks at the world again.",
	genesis.LostProgram: "Redis has lost the program. It is written again.",
	genesis.LostRecord:  "Redis has lost the record of the mutation. It is saved again.",
}

// again reports whether the step that makes a thing is to be taken again after err, and tells of it. Otherwise it
// returns err. A Redis that loses things again and again, as one that evicts does, ends the cycle in the end.
func (c *Cycle) again(s Steps, err error, made genesis.Lost) (bool, error) {
	lost, ok := errors.AsType[*Lost](err)
	if !ok || lost.What != made || c.lost == policy.MaxLost {
		return false, err
	}
	c.lost++
	err = s.Tell(Note{Agent: genesis.AgentPatcher, Action: "made_again", Message: lostWords[made]})
	return err == nil, err
}

// byRecord takes a step that goes by the record of the saved mutation. It saves the mutation again if that is lost.
func (c *Cycle) byRecord(s Steps, step func() error) error {
	for {
		again, err := c.again(s, step(), genesis.LostRecord)
		if !again {
			return err
		}
		if _, err := s.Save(c.saved); err != nil {
			return err
		}
	}
}
