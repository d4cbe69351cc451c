package storm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// examine lets the system settle and checks everything it holds. The error describes all findings.
func (r *run) examine(ctx context.Context) error {
	r.clients.gate.Lock()
	defer r.clients.gate.Unlock()
	if err := r.system.ready(ctx, 2*time.Minute); err != nil {
		return err
	}
	if err := wait(ctx, 5*time.Minute, "the end of the running cycle", r.checkIdle); err != nil {
		return err
	}
	var said string
	healthy := wait(ctx, time.Minute, "a clean bill from genesis doctor", func() (err error) {
		if said, err = r.system.run(ctx, "doctor"); err != nil {
			err = fmt.Errorf("%w\n%s", err, said)
		}
		return err
	})
	return errors.Join(healthy, r.journal.read(), r.checkCommands(), r.checkParams(ctx), r.checkCycles(ctx),
		r.checkPanics(), r.checkAnswers())
}

// checkIdle returns an error while a cycle runs.
func (r *run) checkIdle() error {
	var state struct {
		Running string `json:"running"`
	}
	status := r.clients.get(context.Background(), "/api/evolution/state", &state)
	if status != http.StatusOK && status != http.StatusNotFound {
		return fmt.Errorf("the state of evolution: %d", status)
	}
	if state.Running != "" {
		var c genesis.Cycle
		r.clients.get(context.Background(), "/api/evolution/cycles/"+state.Running, &c)
		return fmt.Errorf("%s is at %s %s %s", state.Running, c.Stage, c.Waiting, c.WaitingWhy)
	}
	return nil
}

// checkCommands checks that the journal holds each acknowledged command exactly once.
func (r *run) checkCommands() (found error) {
	r.clients.mu.Lock()
	defer r.clients.mu.Unlock()
	for id, what := range r.clients.commands {
		if n := r.journal.times[id]; n != 1 {
			found = errors.Join(found, fmt.Errorf("%s (%s) was acknowledged, and the journal has it %d times", what, id, n))
		}
	}
	for id, n := range r.journal.times {
		if strings.HasPrefix(id, "once-") && n > 1 {
			found = errors.Join(found, fmt.Errorf("command %s was carried out %d times", id, n))
		}
	}
	keys := map[string]string{}
	for key, id := range r.clients.cycles {
		if other := keys[id]; other != "" {
			found = errors.Join(found, fmt.Errorf("%s was given to two keys, %s and %s", id, key, other))
		}
		keys[id] = key
	}
	return found
}

// checkParams compares the parameters that clients have set with those of the world.
func (r *run) checkParams(ctx context.Context) error {
	var table []struct {
		Name  string  `json:"name"`
		Value float64 `json:"value"`
	}
	if status := r.clients.get(ctx, "/api/world/params", &table); status != http.StatusOK {
		return fmt.Errorf("read the parameters: %d", status)
	}
	r.clients.mu.Lock()
	defer r.clients.mu.Unlock()
	for name, want := range r.clients.set {
		if !slices.ContainsFunc(table, func(row struct {
			Name  string  `json:"name"`
			Value float64 `json:"value"`
		}) bool {
			return row.Name == name && row.Value == want
		}) {
			return fmt.Errorf("%s was set to %g, and the world has %v", name, want, table)
		}
	}
	return nil
}

// checkCycles checks all cycles: each has ended, all acknowledged ones are there, and none has failed.
func (r *run) checkCycles(ctx context.Context) (found error) {
	seen := map[string]genesis.Outcome{}
	for cursor, more := "", true; more; {
		page, next, err := r.store.Cycles(ctx, 200, cursor)
		if err != nil {
			return err
		}
		for _, c := range page {
			seen[c.ID] = c.Outcome
			if c.Outcome == genesis.OutcomeFailed && !r.reported[c.ID] {
				r.reported[c.ID] = true
				found = errors.Join(found, fmt.Errorf("%s failed: %s", c.ID, c.Reason))
			}
			if c.Outcome == "" {
				found = errors.Join(found, fmt.Errorf("%s has not ended: it is at %s", c.ID, c.Stage))
			}
		}
		cursor, more = next, next != ""
	}
	r.clients.mu.Lock()
	defer r.clients.mu.Unlock()
	for _, id := range r.clients.cycles {
		if _, known := seen[id]; !known {
			found = errors.Join(found, fmt.Errorf("%s was acknowledged, and nobody knows it", id))
		}
	}
	r.outcomes = map[genesis.Outcome]int{}
	for _, o := range seen {
		r.outcomes[o]++
	}
	return found
}

var panicked = regexp.MustCompile(`(?m)^(panic:|fatal error:|WARNING: DATA RACE).*$`)

// checkPanics searches the output of all processes for unexpected exits.
func (r *run) checkPanics() (found error) {
	for _, name := range []string{enginePart, workerPart, gatewayPart} {
		text, err := os.ReadFile(filepath.Join(r.system.dir, name+".log"))
		if err != nil {
			return fmt.Errorf("read what %s said: %w", name, err)
		}
		if at := panicked.FindIndex(text); at != nil {
			found = errors.Join(found, fmt.Errorf("%s: %s", name, text[at[0]:min(len(text), at[0]+2000)]))
		}
	}
	return found
}

// checkAnswers reports answers that clients should never get, each once.
func (r *run) checkAnswers() (found error) {
	r.clients.mu.Lock()
	defer r.clients.mu.Unlock()
	for _, d := range r.clients.defects {
		found = errors.Join(found, errors.New(d))
	}
	r.clients.defects = nil
	return found
}

// replay stops the engine and recomputes its world from the first checkpoint, comparing every hash in the journal. It
// also replays the histories of all cycles through the workflow code.
func (r *run) replay(ctx context.Context) error {
	if said, err := r.system.run(ctx, "replay", "--all"); err != nil {
		return fmt.Errorf("replay of the cycles: %w\n%s", err, said)
	} else {
		r.logf("%s", strings.TrimSpace(said))
	}
	if err := r.system.stopPart(r.system.parts[enginePart]); err != nil {
		return err
	}
	said, err := r.system.run(ctx, "world", "checkpoints")
	if err != nil {
		return fmt.Errorf("list the checkpoints: %w\n%s", err, said)
	}
	tick := regexp.MustCompile(`(?m)^ *(\d+) `).FindStringSubmatch(said)
	if tick == nil {
		return fmt.Errorf("no checkpoint was saved:\n%s", said)
	}
	said, err = r.system.run(ctx, "world", "replay", "--from", "0", "--to", tick[1])
	if err != nil {
		return fmt.Errorf("replay of the world: %w\n%s", err, said)
	}
	r.logf("%s", strings.TrimSpace(said))
	return nil
}

// summary describes the storm.
func (r *run) summary() string {
	outcomes, _ := json.Marshal(r.outcomes)
	var alone []string
	for _, name := range allParts {
		alone = append(alone, fmt.Sprintf("%s %d", name, r.system.parts[name].crashCount()))
	}
	return fmt.Sprintf("%d faults; %d requests, %d accepted; %d commands acknowledged, "+
		"%d entries of the journal; cycles %s; ended by themselves: %s",
		r.injected, r.clients.requests, r.clients.accepted, len(r.clients.commands), len(r.journal.entries), outcomes,
		strings.Join(alone, ", "))
}
