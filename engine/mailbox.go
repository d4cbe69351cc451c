package engine

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// errStopped is returned for requests after the loop has ended.
var errStopped = genesis.Errorf(genesis.CodeUnavailable, "the engine has stopped")

// Do carries out a command between two ticks and returns its reply. The program of a trait is built on the caller's
// goroutine, so the loop doesn't wait for it. The error is a *genesis.Error: busy if the mailbox is full, unavailable
// if the loop has stopped or the journal can't be written, or the error of the command. A command with the id of an
// earlier one is answered from memory.
func (l *Loop) Do(ctx context.Context, cmd command.Command) (command.Reply, error) {
	if reply, ok := l.Answered(cmd); ok {
		return withError(reply)
	}
	if _, save := cmd.Payload.(command.Checkpoint); save {
		return l.save(ctx, cmd)
	}
	prepared, err := l.e.Prepare(cmd)
	if err != nil {
		return withError(command.Reply{ID: cmd.ID, Err: asError(err)})
	}
	replies := make(chan command.Reply, 1)
	if err := l.send(ctx, func() { replies <- l.execute(prepared) }); err != nil {
		prepared.Discard()
		return withError(command.Reply{ID: cmd.ID, Err: asError(err)})
	}
	select {
	case reply := <-replies:
		return withError(reply)
	case <-ctx.Done():
		return command.Reply{ID: cmd.ID}, ctx.Err()
	case <-l.closed:
	}
	select { // the loop answers what it finds in its mailbox before it closes
	case reply := <-replies:
		return withError(reply)
	default:
		return withError(command.Reply{ID: cmd.ID, Err: errStopped})
	}
}

// Do carries out p as a command with the given id and returns the answer with its type; see Loop.Do.
func Do[R any](ctx context.Context, l *Loop, id string, p command.For[R]) (command.Result[R], error) {
	reply, err := l.Do(ctx, command.Command{ID: id, Payload: p})
	if err != nil {
		return command.Result[R]{}, err
	}
	return command.ResultOf[R](reply)
}

func withError(reply command.Reply) (command.Reply, error) {
	if reply.Err != nil {
		return reply, reply.Err
	}
	return reply, nil
}

// send puts a piece of work into the mailbox. It never blocks: a full mailbox is an error, so that callers can't pile
// up.
func (l *Loop) send(ctx context.Context, do func()) error {
	select {
	case <-l.closed:
		return errStopped
	case <-ctx.Done():
		return ctx.Err()
	default:
	}
	select {
	case l.mail <- message{do}:
		return nil
	default:
		return genesis.Errorf(genesis.CodeBusy, "the engine's mailbox is full")
	}
}

// Inspect runs f on the engine between two ticks and returns when it is done. f must be short, because the world waits
// for it. If Inspect returns an error, f may still run later, unless the error has code busy or unavailable.
func (l *Loop) Inspect(ctx context.Context, f func(*Engine)) error {
	done := make(chan struct{})
	err := l.send(ctx, func() {
		defer close(done)
		f(l.e)
	})
	if err != nil {
		return err
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-l.closed:
	}
	select {
	case <-done:
		return nil
	default:
		return errStopped
	}
}

// Checkpoint takes a checkpoint. The loop is only stopped while the state is copied.
func (l *Loop) Checkpoint(ctx context.Context) (tick uint64, checkpoint []byte, err error) {
	var frozen *Frozen
	if err := l.Inspect(ctx, func(e *Engine) { frozen = e.Freeze() }); err != nil {
		return 0, nil, err
	}
	checkpoint, err = frozen.Checkpoint()
	return frozen.Tick(), checkpoint, err
}

func (l *Loop) save(ctx context.Context, cmd command.Command) (command.Reply, error) {
	fail := func(err error) (command.Reply, error) {
		return withError(command.Reply{ID: cmd.ID, Err: asError(err)})
	}
	if l.options.Save == nil {
		return fail(genesis.Errorf(genesis.CodeUnavailable, "there is no place to save checkpoints"))
	}
	tick, checkpoint, err := l.Checkpoint(ctx)
	if err != nil {
		return fail(err)
	}
	if err := l.options.Save(tick, checkpoint); err != nil {
		return fail(err)
	}
	reply := command.Reply{ID: cmd.ID, Tick: tick, Data: command.Saved{Bytes: len(checkpoint)}}
	l.answers.remember(reply)
	return reply, nil
}

// execute runs on the loop's goroutine.
func (l *Loop) execute(p Prepared) command.Reply {
	if reply, ok := l.Answered(p.Command); ok {
		p.Discard()
		return reply
	}
	reply, own := l.steer(p.Command)
	if !own {
		reply = l.apply(p)
	}
	// The same command may succeed later if only a part of the system was missing.
	if reply.Err == nil || reply.Err.Code != genesis.CodeUnavailable {
		l.answers.remember(reply)
	}
	return reply
}

func (l *Loop) apply(p Prepared) command.Reply {
	if l.options.Journal != nil {
		if err := l.options.Journal.Append(l.e.Now(), p.Command); err != nil {
			p.Discard()
			return command.Reply{
				ID: p.Command.ID, Tick: l.e.Now(), Generation: l.e.registry.generation,
				Err: NotJournalled(err),
			}
		}
	}
	reply := l.e.Apply(p)
	if reply.Err == nil {
		l.notify(p.Command.Payload, reply.Data)
	}
	return reply
}

// notify reports the effect of a command to the sink.
func (l *Loop) notify(p command.Payload, data any) {
	switch c := p.(type) {
	case command.Pin:
		l.changes = -1 // pinning makes no new generation, but the sink must write the registry again
	case command.SetParam, command.SetParams:
		l.notifyParams(data)
	case command.SwitchOff:
		l.options.Sink.Tripped(Trip{c.Trait.Name, c.Trait.Version, c.Trait.MutationID, c.Reason})
	}
}

// NotJournalled is the error for a command that is not carried out because it can't be journalled. It names the part
// that failed.
func NotJournalled(err error) *genesis.Error {
	part := genesis.MissingPart(err)
	if part == "" {
		part = "disk"
	}
	return genesis.Unavailable(part, "the command is not carried out, as it can't be journalled: %v", err)
}

func (l *Loop) notifyParams(data any) {
	switch changed := data.(type) {
	case genesis.ParamsChanged:
		l.options.Sink.ParamsChanged(changed)
	case []genesis.ParamsChanged:
		for _, change := range changed {
			l.options.Sink.ParamsChanged(change)
		}
	}
}

// steer carries out a command that concerns the loop and not the world.
func (l *Loop) steer(cmd command.Command) (reply command.Reply, own bool) {
	reply = command.Reply{ID: cmd.ID, Tick: l.e.Now(), Generation: l.e.registry.generation}
	switch c := cmd.Payload.(type) {
	case command.Pause:
		l.pace.pause()
	case command.Resume:
		l.pace.resume()
	case command.Step:
		if !l.pace.paused {
			reply.Err = genesis.Errorf(genesis.CodeConflict, "pause the world before stepping")
			break
		}
		l.pace.steps += max(1, min(c.Count, command.MaxCount))
	case command.Speed:
		if c.Factor != 0 && (c.Factor < 0.1 || c.Factor > 100) {
			reply.Err = genesis.Errorf(genesis.CodeInvalid, "speed must be between 0.1 and 100, or 0 for as fast as possible")
			break
		}
		l.pace.speed = c.Factor
		l.pace.restart = true
	default:
		return reply, false
	}
	l.mu.Lock()
	l.meter.paused, l.meter.speed = l.pace.paused, l.pace.speed
	l.mu.Unlock()
	return reply, true
}
