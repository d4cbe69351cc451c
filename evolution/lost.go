package evolution

import (
	"errors"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// Lost is the error of a step that does not find data that an earlier step stored in Redis. The cycle goes on by
// repeating the earlier step. The actions of people and the world itself are not lost with it.
type Lost struct {
	What  genesis.Lost
	Cause error
}

// Error implements error.
func (l *Lost) Error() string { return l.Cause.Error() }

// Unwrap returns the error of the step.
func (l *Lost) Unwrap() error { return l.Cause }

// lostWords say what was lost and what the cycle does about it.
var lostWords = map[genesis.Lost]string{
	genesis.LostFork:    "Redis has lost the fork of the world. The cycle looks at the world again.",
	genesis.LostProgram: "Redis has lost the program. It is written again.",
	genesis.LostRecord:  "Redis has lost the record of the mutation. It is saved again.",
}

// again reports whether the step that makes a thing must be repeated after err, and notes it in the feed. If not, it
// returns err. The number of repetitions is limited: a Redis that evicts keys would otherwise keep a cycle running
// forever.
func (c *Cycle) again(s Steps, err error, made genesis.Lost) (bool, error) {
	lost, ok := errors.AsType[*Lost](err)
	if !ok || lost.What != made || c.lost == policy.MaxLost {
		return false, err
	}
	c.lost++
	err = s.Tell(Note{Agent: genesis.AgentPatcher, Action: "made_again", Message: lostWords[made]})
	return err == nil, err
}

// byRecord runs a step that needs the record of the saved mutation. If the record is lost, it saves the mutation again
// and repeats the step.
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
