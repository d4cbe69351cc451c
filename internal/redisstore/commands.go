package redisstore

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

const (
	commandWait  = 2 * time.Second  // how long a sender waits, and how old a command may be when the engine reads it
	vetWait      = 6 * time.Second  // how long the sender of a source waits for what vet says
	maxPending   = 64               // senders that wait at once; each holds a connection
	replyTTL     = 10 * time.Second // how long an answer that nobody fetched stays
	commandsKept = 1000             // entries of the stream
)

// SendCommand asks the engine for one change and waits up to 2 s for its answer. An empty id gets a fresh one. The
// error is the engine's own *genesis.Error, or one of code unavailable when the engine or Redis does not answer; an
// engine that wakes up later does not carry out a command that old.
func (s *Store) SendCommand(ctx context.Context, cmd command.Command) (command.Reply, error) {
	if cmd.ID == "" {
		cmd.ID = uuid.NewString()
	}
	payload, err := json.Marshal(cmd)
	if err != nil {
		return command.Reply{}, genesis.Errorf(genesis.CodeInvalid, "command: %v", err)
	}
	select {
	case s.asking <- struct{}{}:
		defer func() { <-s.asking }()
	default:
		return command.Reply{}, genesis.Errorf(genesis.CodeBusy, "%d commands and questions wait for the engine "+
			"already; try again", maxPending)
	}
	_, err = s.once(ctx, "", tokenKept, func(pipe redis.Pipeliner) {
		pipe.XAdd(ctx, &redis.XAddArgs{
			Stream: s.keys.commands(), MaxLen: commandsKept, Approx: true, Values: []any{"command", payload},
		})
	})
	if err != nil {
		return command.Reply{}, wrap("send a command", err)
	}
	wait := commandWait
	if _, vet := cmd.Payload.(command.Vet); vet {
		wait = vetWait
	}
	// The answer stays in its list until it is here: the client library asks again if it got lost on its way.
	answer, err := s.waiting.BLMove(ctx, s.keys.reply(cmd.ID), s.keys.reply(cmd.ID), "LEFT", "LEFT", wait).Result()
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) {
		err = s.unavailablePart(ctx)
	}
	if errors.Is(err, redis.Nil) {
		return command.Reply{}, genesis.Unavailable("engine", "the engine does not answer")
	}
	if err != nil {
		return command.Reply{}, wrap("wait for the engine", err)
	}
	_ = s.client.Del(ctx, s.keys.reply(cmd.ID)).Err() // else it expires
	reply, err := command.DecodeReply(cmd, []byte(answer))
	if err != nil {
		return command.Reply{}, err
	}
	if reply.Err != nil {
		return reply, reply.Err
	}
	return reply, nil
}

// Ask sends a payload with a fresh id and gives the answer the type that the payload names; see SendCommand.
func Ask[R any](ctx context.Context, s *Store, p command.For[R]) (command.Result[R], error) {
	reply, err := s.SendCommand(ctx, command.Command{Payload: p})
	if err != nil {
		return command.Result[R]{}, err
	}
	return command.ResultOf[R](reply)
}

// unavailablePart tells, for a caller whose time ran out before the engine's, whether Redis answers: redis.Nil if it
// does.
func (s *Store) unavailablePart(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := s.client.Ping(ctx).Err(); err != nil {
		return err
	}
	return redis.Nil
}

// ServeCommands is the engine's side: it calls handle with each command that arrives from now on, in order, until ctx
// ends. handle answers once, before it returns or later. Commands whose sender has given up are passed over, and
// counted.
func (s *Store) ServeCommands(
	ctx context.Context, handle func(ctx context.Context, cmd command.Command, answer func(command.Reply)),
) error {
	return s.follow(ctx, s.keys.commands(), "", func(x redis.XMessage) {
		// Redis' own clock, as the entry's id has it: the sender's may be off.
		now, err := s.client.Time(ctx).Result()
		if err != nil || now.Sub(streamTime(x.ID)) > commandWait {
			s.expired.Add(1)
			return
		}
		var cmd command.Command
		text, _ := x.Values["command"].(string)
		if json.Unmarshal([]byte(text), &cmd) != nil || cmd.ID == "" {
			return // nobody to answer
		}
		handle(ctx, cmd, func(reply command.Reply) {
			reply.ID = cmd.ID
			s.reply(ctx, reply)
		})
	})
}

// reply leaves an answer for the sender. A sender that gets none says unavailable, so there is no error to return.
func (s *Store) reply(ctx context.Context, r command.Reply) {
	payload, err := json.Marshal(r)
	if err != nil {
		payload, _ = json.Marshal(command.Reply{ID: r.ID, Err: genesis.Errorf(genesis.CodeInternal, "answer: %v", err)})
	}
	pipe := s.client.TxPipeline()
	pipe.RPush(ctx, s.keys.reply(r.ID), payload)
	pipe.Expire(ctx, s.keys.reply(r.ID), replyTTL)
	_, _ = pipe.Exec(ctx)
}

// ExpiredCommands is how many commands ServeCommands has passed over since the store was opened.
func (s *Store) ExpiredCommands() uint64 { return s.expired.Load() }
