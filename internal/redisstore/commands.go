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
	commandWait  = 2 * time.Second  // a sender's wait, and the age at which the engine skips a command
	vetWait      = 6 * time.Second  // how long the sender of a source waits for vet's verdict
	maxPending   = 64               // concurrently waiting senders; each holds a connection
	replyTTL     = 10 * time.Second // lifetime of an answer that nobody fetches
	commandsKept = 1000             // entries kept in the stream
)

// SendCommand sends one command to the engine and waits up to 2 s for its answer. If the command has no id, it gets a
// new one. The error is the engine's own *genesis.Error, or has code unavailable if the engine or Redis does not
// answer. An engine that comes back later skips commands older than this wait.
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
	// BLMOVE keeps the answer in its list until it has arrived: the client library repeats the call if the answer is
	// lost on the way.
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
	_ = s.client.Del(ctx, s.keys.reply(cmd.ID)).Err() // on failure, the key expires
	reply, err := command.DecodeReply(cmd, []byte(answer))
	if err != nil {
		return command.Reply{}, err
	}
	if reply.Err != nil {
		return reply, reply.Err
	}
	return reply, nil
}

// Ask sends a payload with a new id and decodes the answer into the type that belongs to the payload; see SendCommand.
func Ask[R any](ctx context.Context, s *Store, p command.For[R]) (command.Result[R], error) {
	reply, err := s.SendCommand(ctx, command.Command{Payload: p})
	if err != nil {
		return command.Result[R]{}, err
	}
	return command.ResultOf[R](reply)
}

// unavailablePart finds out whether it is Redis or the engine that did not answer in time. It returns redis.Nil if
// Redis answers.
func (s *Store) unavailablePart(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := s.client.Ping(ctx).Err(); err != nil {
		return err
	}
	return redis.Nil
}

// ServeCommands is the engine's side. It calls handle with each command that arrives from now on, in order, until ctx
// ends. handle must answer once, before it returns or later. Commands whose sender has given up are skipped and
// counted.
func (s *Store) ServeCommands(
	ctx context.Context, handle func(ctx context.Context, cmd command.Command, answer func(command.Reply)),
) error {
	return s.follow(ctx, s.keys.commands(), "", func(x redis.XMessage) {
		// Redis's clock, because the entry's id carries Redis's time; the sender's clock may be off.
		now, err := s.client.Time(ctx).Result()
		if err != nil || now.Sub(streamTime(x.ID)) > commandWait {
			s.expired.Add(1)
			return
		}
		var cmd command.Command
		text, _ := x.Values["command"].(string)
		if json.Unmarshal([]byte(text), &cmd) != nil || cmd.ID == "" {
			return // nobody waits for an answer
		}
		handle(ctx, cmd, func(reply command.Reply) {
			reply.ID = cmd.ID
			s.reply(ctx, reply)
		})
	})
}

// reply stores an answer for the sender. It returns no error because a sender without an answer reports unavailable
// itself.
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

// ExpiredCommands returns how many commands ServeCommands has skipped since the store was opened.
func (s *Store) ExpiredCommands() uint64 { return s.expired.Load() }
