package redisstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// seconds returns t as events carry it: seconds since 1970 as a float.
func seconds(t time.Time) float64 { return float64(t.UnixMicro()) / 1e6 }

func (s *Store) publish(ctx context.Context, ch Channel, event any) error {
	payload, err := json.Marshal(event)
	if err != nil {
		return fmt.Errorf("publish on %s: %w", ch, err)
	}
	channel := s.keys.channel(ch)
	if ch == ChTelemetry || ch == ChDraft { // a duplicate of these does no harm: each replaces the previous one
		return wrap("publish on "+string(ch), s.client.Publish(ctx, channel, payload).Err())
	}
	return wrap("publish on "+string(ch), publishOnce.Run(ctx, s.client, []string{s.keys.token("")},
		int(tokenKept.Seconds()), channel, payload).Err())
}

// PublishTelemetry announces a snapshot. A zero timestamp is replaced by the current time.
func (s *Store) PublishTelemetry(ctx context.Context, e genesis.TelemetryEvent) error {
	if e.Timestamp == 0 {
		e.Timestamp = seconds(time.Now())
	}
	return s.publish(ctx, ChTelemetry, e)
}

// PublishTrigger announces the trigger of a cycle.
func (s *Store) PublishTrigger(ctx context.Context, e genesis.EvolutionTrigger) error {
	if e.AffectedEntities == nil {
		e.AffectedEntities = []string{}
	}
	return s.publish(ctx, ChTrigger, e)
}

// PublishPlan announces a plan.
func (s *Store) PublishPlan(ctx context.Context, e genesis.EvolutionPlan) error {
	return s.publish(ctx, ChPlan, e)
}

// PublishMutationReady announces a saved mutation.
func (s *Store) PublishMutationReady(ctx context.Context, e genesis.MutationReady) error {
	return s.publish(ctx, ChMutationReady, e)
}

// PublishMutationApplied announces a loaded mutation.
func (s *Store) PublishMutationApplied(ctx context.Context, e genesis.MutationApplied) error {
	return s.publish(ctx, ChMutationApplied, e)
}

// PublishMutationFailed announces a mutation that was not kept.
func (s *Store) PublishMutationFailed(ctx context.Context, e genesis.MutationFailed) error {
	return s.publish(ctx, ChMutationFailed, e)
}

// PublishParamsChanged announces a parameter's new value.
func (s *Store) PublishParamsChanged(ctx context.Context, e genesis.ParamsChanged) error {
	return s.publish(ctx, ChParamsChanged, e)
}

// PublishForce announces a person's trigger.
func (s *Store) PublishForce(ctx context.Context, e genesis.EvolutionForce) error {
	return s.publish(ctx, ChForce, e)
}

// PublishShutdown announces that the engine stops. A zero timestamp is replaced by the current time.
func (s *Store) PublishShutdown(ctx context.Context, e genesis.SystemShutdown) error {
	if e.Timestamp == 0 {
		e.Timestamp = seconds(time.Now())
	}
	return s.publish(ctx, ChShutdown, e)
}

// Listen calls handle with each message on a channel until ctx ends, then returns nil. It reconnects on its own; as
// usual with pub/sub, messages published meanwhile are lost.
func (s *Store) Listen(ctx context.Context, ch Channel, handle func(payload []byte)) error {
	sub := s.client.Subscribe(ctx, s.keys.channel(ch))
	defer func() { _ = sub.Close() }()                                         // a failed close loses nothing
	messages := sub.Channel(redis.WithChannelHealthCheckInterval(time.Second)) // detects a lost connection
	for {
		select {
		case <-ctx.Done():
			return nil
		case m, ok := <-messages:
			if !ok {
				return nil
			}
			handle([]byte(m.Payload))
		}
	}
}

// ListenTelemetry calls handle with each telemetry event until ctx ends. Malformed payloads are skipped.
func (s *Store) ListenTelemetry(ctx context.Context, handle func(genesis.TelemetryEvent)) error {
	return s.Listen(ctx, ChTelemetry, func(payload []byte) {
		var e genesis.TelemetryEvent
		if json.Unmarshal(payload, &e) == nil {
			handle(e)
		}
	})
}
