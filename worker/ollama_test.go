package worker_test

import (
	"context"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// The models of these tests. All run in a real Ollama, and their weights determine their answers.
const seekPlan = `{"action_type":"new_trait","description":"seek the nearest food","trait_name":"Seeker"}`

var (
	// writer plans a trait and writes it as the scripted model does.
	writer = tiny{words: []string{seek, seekPlan}, begins: []int{0, 1}, next: []int{-1, -1}}
	// teapot makes the same plan but writes no program.
	teapot = tiny{words: []string{"I am a teapot.", seekPlan}, begins: []int{0, 1}, next: []int{-1, -1}}
	// babbler makes the same plan and then writes without end. It alternates between two words, which the server does
	// not recognise as repetition.
	babbler = tiny{words: []string{"bla ", seekPlan, "blub "}, begins: []int{0, 1}, next: []int{2, -1, 0}}
	// looper makes the same plan and then repeats one word without end.
	looper = tiny{words: []string{"bla ", seekPlan}, begins: []int{0, 1}, next: []int{0, -1}}
	// slow is a babbler that takes milliseconds for each word, so the 2,500 words that a program may have take long.
	slow = tiny{words: babbler.words, begins: babbler.begins, next: babbler.next, ballast: 200_000}
	// glutton claims more memory than any machine has.
	glutton = tiny{words: writer.words, begins: writer.begins, next: writer.next, memory: 1 << 28}
	// random has random weights.
	random = tiny{random: true}
)

// thinking returns a stack that uses a model of a real server, and its first cycle.
func thinking(t *testing.T, o *ollama, model string) (s *stack, id string) {
	t.Helper()
	s = newStack(t)
	return s, s.ask(o, model)
}

// ask starts a cycle with a model of a real server and lets the world run once it has been forked.
func (s *stack) ask(o *ollama, model string) (id string) {
	s.t.Helper()
	s.settings.OllamaURL, s.settings.OllamaModel = "http://"+o.address, model
	s.work()
	id = s.trigger("real")
	eventually(s.t, "the world is forked", 40*time.Second, func() bool {
		c, err := s.store.Cycle(s.t.Context(), id)
		return err == nil && c.Stage != genesis.StageQueued && c.Stage != genesis.StageObserve
	})
	s.model.awaken()
	return id
}

// waits waits until the cycle pauses for the model, and checks that it says why and that the world keeps running.
func (s *stack) waits(id, why string) {
	s.t.Helper()
	waiting := func() bool {
		c, err := s.store.Cycle(s.t.Context(), id)
		return err == nil && c.Waiting == genesis.WaitingForModel
	}
	eventually(s.t, id+" waits for the model", 90*time.Second, waiting)
	from := s.now()
	eventually(s.t, "the world goes on", 40*time.Second, func() bool { return s.now() > from+250 })
	eventually(s.t, "the feed says "+why, 20*time.Second, func() bool {
		feed, err := s.store.FeedPage(s.t.Context(), "", 1)
		return err == nil && len(feed) == 1 && feed[0].Action == "model_absent" && strings.Contains(feed[0].Message, why)
	})
	if !waiting() || len(s.loaded()) != 0 {
		s.t.Errorf("it does not wait any more, or has loaded something: %+v", s.loaded())
	}
}

func (s *stack) now() (tick uint64) {
	s.t.Helper()
	if err := s.loop.Inspect(s.t.Context(), func(e *engine.Engine) { tick = e.Now() }); err != nil {
		s.t.Fatal(err)
	}
	return tick
}

// applies waits for the end of a cycle that must apply its first program.
func (s *stack) applies(id, model string) {
	s.t.Helper()
	c, err := s.end(id, 90*time.Second)
	if err != nil || c.Outcome != genesis.OutcomeApplied || c.Attempts != 1 || c.Waiting != "" {
		s.t.Errorf("%s after %d attempts, waiting for %q: %s (%v)", c.Outcome, c.Attempts, c.Waiting, c.Reason, err)
	}
	if l := s.loaded(); len(l) != 1 || l[0].Name != "seeker" || !l[0].Heritable {
		s.t.Errorf("loaded %+v", l)
	}
	if len(c.Programs) != 1 || c.Model != model || c.Programs[0].Asked == nil {
		s.t.Fatalf("programs %+v by %s", c.Programs, c.Model)
	}
	if answer, err := s.store.Blob(s.t.Context(), c.Programs[0].Asked.Answer); err != nil || string(answer) != seek {
		s.t.Errorf("the kept answer is %q, %v", answer, err)
	}
}

// TestOllamaEndings runs whole cycles on a real Ollama server.
func TestOllamaEndings(t *testing.T) {
	o := newOllama(t)
	for name, m := range map[string]tiny{"writer": writer, "teapot": teapot, "babbler": babbler, "looper": looper,
		"random": random} {
		o.create(name, m)
	}
	t.Run("writer", func(t *testing.T) {
		s, id := thinking(t, o, "writer")
		s.applies(id, "writer")
	})
	for model, says := range map[string]string{
		"random":  "",
		"teapot":  "after 9 programs: vet refused it",
		"babbler": "cut off at its limit",
		"looper":  "repeats itself",
		"nobody":  "run `ollama pull nobody`",
	} {
		t.Run(model, func(t *testing.T) {
			s, id := thinking(t, o, model)
			c, closed := s.end(id, 90*time.Second)
			refused := c.Outcome == genesis.OutcomeRejected
			if refused != (model == "teapot") && model != "random" || !refused && c.Outcome != genesis.OutcomeFailed ||
				closed == nil {
				t.Errorf("%s: %s (%v)", c.Outcome, c.Reason, closed)
			}
			if c.Reason == "" || !strings.Contains(c.Reason, says) || c.EndedAt == nil || c.Waiting != "" {
				t.Errorf("record %+v, want …%s…", c, says)
			}
			if files, _ := os.ReadDir(s.mutations); len(s.loaded()) != 0 || len(c.MutationIDs) != 0 || len(files) != 0 {
				t.Errorf("loaded %+v, mutations %v, files %v", s.loaded(), c.MutationIDs, files)
			}
			from := s.now()
			eventually(t, "the world goes on", 40*time.Second, func() bool { return s.now() > from+250 })
		})
	}
}

// midAnswer returns a cycle whose program a slow model is writing. The model writer will answer the next question.
func midAnswer(t *testing.T) (o *ollama, s *stack, id string) {
	t.Helper()
	o = newOllama(t)
	o.create("slow", slow)
	o.create("writer", writer)
	o.use("model", "slow")
	s = newStack(t)
	writing := make(chan struct{})
	begun := sync.OnceFunc(func() { close(writing) })
	ctx, stop := context.WithCancel(t.Context())
	var listener sync.WaitGroup
	t.Cleanup(func() { stop(); listener.Wait() })
	listener.Go(func() {
		_ = s.store.ListenDrafts(ctx, func(d genesis.Draft) {
			if d.Step == "code" && d.Text != "" {
				begun()
			}
		})
	})
	id = s.ask(o, "model")
	select {
	case <-writing:
	case <-time.After(60 * time.Second):
		t.Fatal("the model does not write")
	}
	o.use("model", "writer")
	return o, s, id
}

// TestOllamaDiesInMidAnswer kills the server while it writes a program, or only the process of its model, as the kernel
// does when memory runs out.
func TestOllamaDiesInMidAnswer(t *testing.T) {
	for name, end := range map[string]func(*ollama){
		"killed":  (*ollama).kill,
		"stopped": (*ollama).stop,
	} {
		t.Run("server "+name, func(t *testing.T) {
			o, s, id := midAnswer(t)
			end(o)
			s.waits(id, "broke off")
			o.start()
			s.applies(id, "model")
		})
	}
	t.Run("model killed", func(t *testing.T) {
		o, s, id := midAnswer(t)
		if err := syscall.Kill(o.runner(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		s.applies(id, "model")
		feed, err := s.store.FeedPage(t.Context(), "", 100)
		if err != nil || !slices.ContainsFunc(feed, func(l redisstore.FeedEntry) bool {
			return l.Action == "model_absent" && strings.Contains(l.Message, "broke off")
		}) {
			t.Errorf("the feed does not say why the cycle waited: %+v, %v", feed, err)
		}
	})
}

// TestCancelWhileOllamaAnswers: the cycle ends at once, whether or not the server stops writing.
func TestCancelWhileOllamaAnswers(t *testing.T) {
	o, s, id := midAnswer(t)
	answered := func() int { return o.log.count("POST", `"/api/chat"`) }
	before, began := answered(), time.Now()
	if err := s.supervisor.Cancel(t.Context(), id, genesis.Cancellation{By: "ann"}); err != nil {
		t.Fatal(err)
	}
	c, err := s.end(id, 40*time.Second)
	if c.Outcome != genesis.OutcomeCancelled || !temporal.IsCanceledError(err) || c.Attempts != 1 || len(s.loaded()) != 0 {
		t.Errorf("%s after %d attempts: %s (%v), loaded %+v", c.Outcome, c.Attempts, c.Reason, err, s.loaded())
	}
	eventually(t, "the server has dropped the question", 60*time.Second, func() bool { return answered() > before })
	dropped, began := time.Since(began), time.Now()
	if err := o.client().Chat(t.Context(), &api.ChatRequest{
		Model: "slow", Messages: []api.Message{{Role: "user", Content: "write"}}, Options: map[string]any{"num_predict": 2500,
			"num_ctx": 8192},
	}, func(api.ChatResponse) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if whole := time.Since(began); dropped > whole {
		t.Errorf("the server wrote for %v after the cancellation; a whole answer takes it %v", dropped, whole)
	}
}

// TestOllamaIsTooSlow suspends the server, like one on a machine that swaps, so that no answer arrives in time.
func TestOllamaIsTooSlow(t *testing.T) {
	o := newOllama(t)
	o.create("model", writer)
	s := newStack(t)
	s.settings.LLMTimeoutSec = 1 // and 10 s for the start, three times
	s.supervisor = s.dial()
	if err := syscall.Kill(-o.process, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	id := s.ask(o, "model")
	s.waits(id, "took too long")
	if err := syscall.Kill(-o.process, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	s.applies(id, "model")
}

// TestOllamaOutOfMemory: the server has the model but not enough memory for it.
func TestOllamaOutOfMemory(t *testing.T) {
	if runtime.GOOS == "darwin" {
		t.Skip("SKIPPED: Ollama does not count a Mac's memory, which grows by swapping")
	}
	o := newOllama(t)
	o.create("model", glutton)
	s, id := thinking(t, o, "model")
	s.waits(id, "model requires more system memory")
	o.create("model", writer)
	s.applies(id, "model")
}
