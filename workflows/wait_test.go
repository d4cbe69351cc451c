package workflows

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	common "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution"
)

func payload(data string) *common.Payload {
	return &common.Payload{
		Metadata: map[string][]byte{converter.MetadataEncoding: []byte(converter.MetadataEncodingJSON)}, Data: []byte(data),
	}
}

// gone is the error of a step whose part is away.
func gone(part string) error {
	return temporal.NewApplicationErrorWithOptions("connection refused", string(genesis.CodeUnavailable),
		temporal.ApplicationErrorOptions{Details: []any{part}})
}

// TestAbsentPartsEndNothing: for each step of a cycle, the part that it needs is away for far more attempts than a
// defect gets. The cycle is still applied, and people are told about the wait.
func TestAbsentPartsEndNothing(t *testing.T) {
	const away = 40 // attempts
	for name, fail := range map[string]func(s *steps, part func() error){
		"observe": func(s *steps, part func() error) {
			ok := s.observe
			s.observe = func() (genesis.Observation, error) { o, _ := ok(); return o, part() }
		},
		"plan": func(s *steps, part func() error) {
			ok := s.plan
			s.plan = func(in genesis.PlanInput) (genesis.PlanResult, error) { r, _ := ok(in); return r, part() }
		},
		"code": func(s *steps, part func() error) {
			ok := s.code
			s.code = func(in genesis.CodeInput) (genesis.CodeResult, error) { r, _ := ok(in); return r, part() }
		},
		"vet": func(s *steps, part func() error) {
			ok := s.vet
			s.vet = func(in genesis.VetInput) (genesis.VetResult, error) { r, _ := ok(in); return r, part() }
		},
		"trial": func(s *steps, part func() error) {
			ok := s.trial
			s.trial = func(in genesis.TrialInput) (genesis.TrialResult, error) {
				if in.Seed%2 == 0 {
					return ok(in)
				}
				r, _ := ok(in)
				return r, part()
			}
		},
		"save": func(s *steps, part func() error) { s.save = part },
		"load": func(s *steps, part func() error) {
			ok := s.load
			s.load = func(in genesis.LoadInput) (genesis.LoadResult, error) { r, _ := ok(in); return r, part() }
		},
		"canary": func(s *steps, part func() error) {
			s.canary = func(r genesis.CanaryReading) (genesis.CanaryReading, error) { return r, part() }
		},
		"keep":   func(s *steps, part func() error) { s.keep = func(context.Context) error { return part() } },
		"record": func(s *steps, part func() error) { s.record = part },
	} {
		for _, part := range []string{genesis.PartRedis, genesis.PartEngine, genesis.PartTemporal, ""} {
			t.Run(name+" "+part, func(t *testing.T) {
				s := goodSteps()
				calls := 0
				fail(s, func() error {
					if calls++; calls <= away {
						return gone(part)
					}
					return nil
				})
				env := environment(t, s)
				env.SetTestTimeout(20 * time.Second)
				env.ExecuteWorkflow(EvolutionCycle, testInput())
				c := s.last()
				if c.Outcome != genesis.OutcomeApplied || calls < away || c.Waiting != "" || c.WaitingWhy != "" {
					t.Fatalf("%s: %s after %d tries, waiting for %q", c.Outcome, c.Reason, calls, c.Waiting)
				}
				told := s.feed()
				if !slices.Contains(told, "goes_on") {
					t.Errorf("nobody was told: %v", told)
				}
				if name != "record" && part != genesis.PartRedis &&
					!slices.ContainsFunc(s.records, func(r genesis.RecordInput) bool {
						return r.Cycle.Waiting != "" && r.Cycle.WaitingWhy == "connection refused"
					}) {
					t.Errorf("no record says what it waits for")
				}
			})
		}
	}
}

// TestDefectsAreTriedAFewTimes: an error that retrying does not cure ends the cycle soon, even if its part was away
// before.
func TestDefectsAreTriedAFewTimes(t *testing.T) {
	s := goodSteps()
	calls := 0
	s.vet = func(genesis.VetInput) (genesis.VetResult, error) {
		if calls++; calls > 10 {
			return genesis.VetResult{}, temporal.NewApplicationError("a nil map", string(genesis.CodeInternal))
		}
		return genesis.VetResult{}, gone(genesis.PartRedis)
	}
	env := environment(t, s)
	env.ExecuteWorkflow(EvolutionCycle, testInput())
	if c := s.last(); c.Outcome != genesis.OutcomeFailed || !strings.Contains(c.Reason, "a nil map") || calls > 20 {
		t.Errorf("%s: %s after %d tries", c.Outcome, c.Reason, calls)
	}
}

// TestPatienceEnds: a part that stays away for days ends the cycle, with the last underlying error.
func TestPatienceEnds(t *testing.T) {
	s := goodSteps()
	s.vet = func(genesis.VetInput) (genesis.VetResult, error) { return genesis.VetResult{}, gone(genesis.PartRedis) }
	env := environment(t, s)
	env.SetTestTimeout(time.Minute)
	start := env.Now()
	env.ExecuteWorkflow(EvolutionCycle, testInput())
	c := s.last()
	if waited := env.Now().Sub(start); c.Outcome != genesis.OutcomeFailed || waited < patience ||
		waited > patience+time.Hour {
		t.Errorf("%s after %v: %s", c.Outcome, waited, c.Reason)
	}
	if !strings.Contains(c.Reason, "connection refused") || !strings.Contains(c.Reason, "Redis") {
		t.Errorf("the reason is %q", c.Reason)
	}
}

// TestAHintDelaysNoVeto: while the feed is away, a hint can't be reported, but the veto after it takes effect at once.
func TestAHintDelaysNoVeto(t *testing.T) {
	s := goodSteps()
	in := testInput()
	in.Policy.Approval = true
	env := environment(t, s)
	var vetoed time.Time
	s.tell = func() error {
		if vetoed.IsZero() {
			return gone(genesis.PartRedis)
		}
		return nil
	}
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(genesis.SignalHint, genesis.Hint{By: "ann", Text: "eat"}) },
		time.Minute)
	env.RegisterDelayedCallback(func() {
		vetoed = env.Now()
		env.SignalWorkflow(genesis.SignalVeto, genesis.Veto{By: "ann"})
	}, 2*time.Minute)
	env.ExecuteWorkflow(EvolutionCycle, in)
	c := s.last()
	if c.Outcome != genesis.OutcomeVetoed || c.EndedAt == nil || c.EndedAt.Sub(vetoed) > time.Minute {
		t.Errorf("%s at %v; the veto came at %v", c.Outcome, c.EndedAt, vetoed)
	}
}

// TestOddWords sends signals that Temporal's own tools can send.
func TestOddWords(t *testing.T) {
	raw := func(data string) converter.RawValue { return converter.NewRawValue(payload(data)) }
	for name, test := range map[string]struct {
		signal  string
		words   any
		outcome genesis.Outcome
		reason  string
	}{
		"a veto with nothing":  {genesis.SignalVeto, nil, genesis.OutcomeVetoed, "by somebody"},
		"a veto with a reason": {genesis.SignalVeto, "too risky", genesis.OutcomeVetoed, "too risky"},
		"a veto of 300 KB":     {genesis.SignalVeto, strings.Repeat("no ", 100_000), genesis.OutcomeVetoed, "no no"},
		"a veto by 300 KB": {genesis.SignalVeto, genesis.Veto{By: strings.Repeat("no ", 100_000)},
			genesis.OutcomeVetoed, "no no"},
		"a cancellation, empty":     {genesis.SignalCancel, map[string]any{}, genesis.OutcomeCancelled, "by somebody"},
		"a veto of numbers":         {genesis.SignalVeto, []int{1, 2}, genesis.OutcomeApplied, ""},
		"a veto that is no JSON":    {genesis.SignalVeto, raw("{"), genesis.OutcomeApplied, ""},
		"an approval with a number": {genesis.SignalApprove, 7, genesis.OutcomeApplied, ""},
		"an approval that says no": {genesis.SignalApprove, map[string]any{"approved": false, "text": "not yet"},
			genesis.OutcomeApplied, ""},
		"a hint with nothing": {genesis.SignalHint, nil, genesis.OutcomeApplied, ""},
		"a hint of numbers":   {genesis.SignalHint, 7, genesis.OutcomeApplied, ""},
		"an unknown signal":   {"dance", "now", genesis.OutcomeApplied, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := goodSteps()
			in := testInput()
			in.Policy.Approval = true
			env := environment(t, s)
			env.RegisterDelayedCallback(func() { env.SignalWorkflow(test.signal, test.words) }, time.Minute)
			env.RegisterDelayedCallback(func() { env.SignalWorkflow(genesis.SignalApprove, genesis.Approval{By: "ann"}) },
				2*time.Minute)
			env.ExecuteWorkflow(EvolutionCycle, in)
			c := s.last()
			if c.Outcome != test.outcome || !strings.Contains(c.Reason, test.reason) || len(c.Reason) > 2000 {
				t.Errorf("%s: %.300s", c.Outcome, c.Reason)
			}
			if len(s.codes) != 1 || s.codes[0].Feedback != "" {
				t.Errorf("the coder was told %+v", s.codes)
			}
		})
	}
}

// TestLooksFitIntoAHistory: however slow the ticks, the readings of a canary stay far below the 51,200 events of a
// history.
func TestLooksFitIntoAHistory(t *testing.T) {
	const perLook = 17 // events: a timer, a reading and its record
	for _, window := range []time.Duration{time.Second, 2 * time.Minute, 4 * time.Hour, 1e6 * time.Second,
		1e9 * time.Second} {
		looks := window / evolution.LookEvery(window)
		if doubled := 2 * looks * perLook; doubled > 45_000 || looks < 10 && window > time.Minute {
			t.Errorf("a window of %v has %d looks", window, looks)
		}
	}
	s := goodSteps()
	env := environment(t, s)
	var since time.Time
	s.canary = func(r genesis.CanaryReading) (genesis.CanaryReading, error) { // a world at a hundredth of its rate
		if since.IsZero() {
			since = env.Now()
		}
		r.Tick = 2000 + uint64(env.Now().Sub(since).Seconds()/100)
		return r, nil
	}
	in := testInput()
	in.Policy.CanaryTicks, in.Policy.TickRateMs = 20_000, 1000
	env.SetTestTimeout(time.Minute)
	env.ExecuteWorkflow(EvolutionCycle, in)
	if s.last().Outcome != genesis.OutcomeApplied || s.count("canary") > 2500 {
		t.Errorf("%s after %d looks", s.last().Outcome, s.count("canary"))
	}
}
