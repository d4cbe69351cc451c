package redisstore_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

func TestEventsTravelAsTheSeedSays(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, client := t.Context(), raw(t, s)
		for _, world := range []string{"main", "alpha"} {
			store, prefix := open(t, s, world), ""
			if world != "main" {
				prefix = world + ":"
			}
			for _, c := range []struct {
				channel, payload string
				publish          func() error
			}{
				{"ch:telemetry", `{"tick":300,"snapshot_key":"ws:snapshot:300","timestamp":1.5}`, func() error {
					return store.PublishTelemetry(ctx, genesis.TelemetryEvent{Tick: 300, SnapshotKey: "ws:snapshot:300",
						Timestamp: 1.5})
				}},
				{"ch:evolution:trigger", `{"trigger_id":"t","problem_type":"starvation","severity":"high","affected_entities":[],` +
					`"suggested_area":"traits","snapshot_key":""}`, func() error {
					return store.PublishTrigger(ctx, genesis.EvolutionTrigger{TriggerID: "t", ProblemType: genesis.ProblemStarvation,
						Severity: genesis.SeverityHigh, SuggestedArea: "traits"})
				}},
				{"ch:evolution:plan", `{"plan_id":"p","trigger_id":"t","action_type":"new_trait","description":"d"}`, func() error {
					return store.PublishPlan(ctx, genesis.EvolutionPlan{PlanID: "p", TriggerID: "t",
						ActionType:  genesis.ActionNewTrait,
						Description: "d"})
				}},
				{"ch:mutation:ready",
					`{"mutation_id":"m","plan_id":"p","file_path":"f","trait_name":"n","version":1,"code_hash":"h"}`,
					func() error {
						return store.PublishMutationReady(ctx, genesis.MutationReady{MutationID: "m", PlanID: "p", FilePath: "f",
							TraitName: "n", Version: 1, CodeHash: "h"})
					}},
				{"ch:mutation:applied", `{"mutation_id":"m","trait_name":"n","version":1,"registry_version":7}`, func() error {
					return store.PublishMutationApplied(ctx, genesis.MutationApplied{MutationID: "m", TraitName: "n", Version: 1,
						RegistryVersion: 7})
				}},
				{"ch:mutation:failed", `{"mutation_id":"m","error":"e","stage":"canary","rollback_to":"n_v1"}`, func() error {
					return store.PublishMutationFailed(ctx, genesis.MutationFailed{MutationID: "m", Error: "e", Stage: "canary",
						RollbackTo: "n_v1"})
				}},
				{"ch:world:params_changed", `{"param_name":"friction","old_value":0.85,"new_value":0.5}`, func() error {
					return store.PublishParamsChanged(ctx, genesis.ParamsChanged{ParamName: "friction", OldValue: 0.85, NewValue: 0.5})
				}},
				{"ch:evolution:force", `{"reason":"manual_trigger"}`, func() error {
					return store.PublishForce(ctx, genesis.EvolutionForce{Reason: "manual_trigger"})
				}},
				{"ch:system:shutdown", `{"reason":"soft restart","tick":5,"timestamp":2}`, func() error {
					return store.PublishShutdown(ctx, genesis.SystemShutdown{Reason: "soft restart", Tick: 5, Timestamp: 2})
				}},
				{"ch:feed", `{"agent":"coder","action":"a","message":"m","timestamp":3}`, func() error {
					return store.Feed(ctx, genesis.FeedMessage{Agent: "coder", Action: "a", Message: "m", Timestamp: 3})
				}},
				{"ch:draft", `{"cycle_id":"c","step":"code","attempt":1,"model":"m","text":"func"}`, func() error {
					return store.PublishDraft(ctx, genesis.Draft{CycleID: "c", Step: "code", Attempt: 1, Model: "m", Text: "func"})
				}},
				{"ch:frame", "\x00\xff", func() error { return store.PublishFrame(ctx, []byte("\x00\xff")) }},
			} {
				sub := client.Subscribe(ctx, prefix+c.channel)
				_, err := sub.Receive(ctx)
				must(t, err)
				must(t, c.publish())
				m, err := sub.ReceiveMessage(ctx)
				must(t, err)
				same(t, m.Payload, c.payload)
				must(t, sub.Close())
			}
		}
	})
}

func TestFeedStream(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store, client := t.Context(), open(t, s, "main"), raw(t, s)
		old := fmt.Sprintf("%d-0", time.Now().Add(-61*time.Minute).UnixMilli())
		must(t, client.XAdd(ctx, &redis.XAddArgs{Stream: "feed:log", ID: old, Values: []string{"agent", "old"}}).Err())
		must(t, store.Feed(ctx, genesis.FeedMessage{Agent: "architect", Action: "plan_created", Message: "food is short",
			Metadata: map[string]string{"plan_id": "evo_plan_042", "agent": "spoof"}, Timestamp: 1771252335}))
		rows, err := client.XRange(ctx, "feed:log", "-", "+").Result()
		must(t, err)
		if len(rows) != 1 {
			t.Fatalf("%d lines, want 1: the one from more than an hour ago should be gone", len(rows))
		}
		same(t, rows[0].Values, map[string]any{"agent": "architect", "action": "plan_created", "message": "food is short",
			"plan_id": "evo_plan_042", "timestamp": "2026-02-16T14:32:15Z"})
		if ttl := client.TTL(ctx, "feed:log").Val(); ttl < 59*time.Minute {
			t.Fatalf("TTL %v, want an hour", ttl)
		}
		for i := range 3 {
			must(t, store.Feed(ctx, genesis.FeedMessage{Agent: "engine", Action: "x", Message: fmt.Sprint(i)}))
		}
		page, err := store.FeedPage(ctx, "", 2)
		must(t, err)
		same(t, []string{page[0].Message, page[1].Message}, []string{"2", "1"})
		page, err = store.FeedPage(ctx, page[1].ID, 5)
		must(t, err)
		same(t, []string{page[0].Message, page[1].Message}, []string{"0", "food is short"})
		same(t, page[1].Metadata, map[string]string{"plan_id": "evo_plan_042"})
		later, err := store.FeedAfter(ctx, page[0].ID, 5)
		must(t, err)
		same(t, []string{later[0].Message, later[1].Message}, []string{"1", "2"})
		same(t, redisstore.FeedIDLess(later[0].ID, later[1].ID), true)
		same(t, redisstore.FeedIDLess("9-10", "10-9"), true)
		same(t, redisstore.FeedIDLess("10-9", "10-10"), true)
		same(t, redisstore.FeedIDLess("10-10", "10-10"), false)
	})
}

func TestFollowFeedKeepsItsPlace(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		store, seen := open(t, s, "main"), &words{}
		must(t, store.Feed(t.Context(), genesis.FeedMessage{Message: "before"}))
		start, err := store.FeedPage(t.Context(), "", 1)
		must(t, err)
		done := run(t, func(ctx context.Context) error {
			return store.FollowFeed(ctx, start[0].ID, func(e redisstore.FeedEntry) { seen.add(e.Message) })
		})
		for i := range 3 {
			must(t, store.Feed(t.Context(), genesis.FeedMessage{Message: fmt.Sprint(i)}))
		}
		eventually(t, "three lines came", func() bool { return seen.String() == "0 1 2" })
		s.stop()
		time.Sleep(20 * time.Millisecond)
		s.start()
		eventually(t, "lines come again", func() bool {
			_ = store.Feed(t.Context(), genesis.FeedMessage{Message: "again"})
			return strings.HasPrefix(seen.String(), "0 1 2 again")
		})
		done()
	})
}

func TestListenFramesComesBack(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		store, seen := open(t, s, "main"), &words{}
		done := run(t, func(ctx context.Context) error {
			return store.ListenFrames(ctx, func(raw []byte) { seen.add(string(raw)) })
		})
		publishUntilSeen := func(word string) {
			eventually(t, "the frame came", func() bool {
				_ = store.PublishFrame(t.Context(), []byte(word))
				return strings.Contains(seen.String(), word)
			})
		}
		publishUntilSeen("one")
		s.stop()
		s.start()
		publishUntilSeen("two")
		done()
	})
}

func TestCommandsAreAnswered(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store, client := t.Context(), open(t, s, "main"), raw(t, s)
		start := time.Now()
		_, err := store.SendCommand(ctx, command.Command{Payload: command.Pause{}})
		wantCode(t, err, genesis.CodeUnavailable)
		if waited := time.Since(start); waited < 1500*time.Millisecond || waited > 4*time.Second {
			t.Fatalf("waited %v for an absent engine, want 2 s", waited)
		}
		seen := &words{}
		done := run(t, func(ctx context.Context) error {
			return store.ServeCommands(ctx, func(_ context.Context, c command.Command, answer func(command.Reply)) {
				seen.add(string(c.Kind()))
				if c.Payload == (command.SetParam{Name: "wrong"}) {
					answer(command.Reply{Err: genesis.Errorf(genesis.CodeInvalid, "no").With("min", 1.0)})
					return
				}
				answer(command.Reply{Tick: 42, Generation: 3, Data: command.Spawned{Molbots: []string{"mol_000001"}}})
			})
		})
		var reply command.Reply
		eventually(t, "the engine answers", func() bool {
			reply, err = store.SendCommand(ctx, command.Command{ID: "c1", Payload: command.Spawn{Count: 1}})
			return err == nil
		})
		want := command.Reply{ID: "c1", Tick: 42, Generation: 3, Data: command.Spawned{Molbots: []string{"mol_000001"}}}
		if diff := cmp.Diff(want, reply); diff != "" {
			t.Fatal(diff)
		}
		_, err = store.SendCommand(ctx, command.Command{Payload: command.SetParam{Name: "wrong"}})
		if e, ok := errors.AsType[*genesis.Error](err); !ok || e.Code != genesis.CodeInvalid || e.Details["min"] != 1.0 {
			t.Fatalf("got %v, want the engine's own error", err)
		}
		if strings.Contains(seen.String(), "pause") {
			t.Fatal("the command from before the start was carried out")
		}
		same(t, keysLike(t, client, "cmd:reply:*"), []string{})
		done()
	})
}

// TestLateCommandsAreCounted: a command that waits behind a slow one for longer than its sender does is skipped and
// counted.
func TestLateCommandsAreCounted(t *testing.T) {
	t.Parallel()
	servers(t, func(t *testing.T, s *server) {
		store, seen := open(t, s, "main"), &words{}
		release := make(chan struct{})
		done := run(t, func(ctx context.Context) error {
			return store.ServeCommands(ctx, func(_ context.Context, c command.Command, answer func(command.Reply)) {
				seen.add(c.ID)
				if c.ID == "slow" {
					<-release
				}
				answer(command.Reply{})
			})
		})
		eventually(t, "the engine takes a command", func() bool {
			_, err := store.SendCommand(t.Context(), command.Command{})
			return err == nil
		})
		var senders sync.WaitGroup
		for _, id := range []string{"slow", "late"} {
			senders.Go(func() {
				_, err := store.SendCommand(t.Context(), command.Command{ID: id})
				wantCode(t, err, genesis.CodeUnavailable)
			})
			eventually(t, id+" is sent", func() bool { return id == "late" || strings.Contains(seen.String(), "slow") })
		}
		senders.Wait()
		time.Sleep(100 * time.Millisecond) // past the age at which a command is too old
		close(release)
		eventually(t, "the late one is counted", func() bool { return store.ExpiredCommands() == 1 })
		same(t, strings.Contains(seen.String(), "late"), false)
		done()
	})
}

// words collects strings from another goroutine.
type words struct {
	mu   sync.Mutex
	list []string
}

func (w *words) add(s string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, s)
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.list, " ")
}

// run starts f and returns a function that stops it and waits.
func run(t testing.TB, f func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- f(ctx) }()
	return func() {
		cancel()
		select {
		case err := <-ended:
			must(t, err)
		case <-time.After(20 * time.Second):
			t.Fatal("did not end within 20 s")
		}
	}
}
