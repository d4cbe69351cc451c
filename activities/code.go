package activities

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/internal/answer"
	"github.com/ai-genesis/ai-genesis/activities/internal/llm"
	"github.com/ai-genesis/ai-genesis/activities/prompts"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

const (
	examplePool  = 50   // newest kept traits from which examples are picked
	examplesRead = 8    // of these, the best ones that are read
	shownBytes   = 3000 // size limit of an example
)

// Code asks the coder for a program and stores it as a complete trait file.
func (a *LLM) Code(ctx context.Context, in genesis.CodeInput) (genesis.CodeResult, error) {
	defer heartbeat(ctx)()
	ctx, done := withWorkerStop(ctx)
	defer done()
	out, err := a.code(ctx, in)
	return out, failAfterStop(ctx, err)
}

func (a *LLM) code(ctx context.Context, in genesis.CodeInput) (genesis.CodeResult, error) {
	store, err := a.stores.Of(in.World)
	if err != nil {
		return genesis.CodeResult{}, err
	}
	who, err := a.models.arm(ctx, store, in.CycleID, in.Model)
	if err != nil {
		return genesis.CodeResult{}, err
	}
	if _, err := store.Blob(ctx, in.Previous); genesis.CodeOf(err) == genesis.CodeNotFound {
		in.Previous, in.Problems = genesis.Ref{}, nil // Redis has lost it, so ask for a new program
	}
	if in.Model = who.model; who.rules {
		return a.rules(ctx, store, in)
	}
	p, err := codePrompt(ctx, store, in)
	if err != nil {
		return genesis.CodeResult{}, err
	}
	last, err := lastSource(ctx, store, in)
	if err != nil {
		return genesis.CodeResult{}, err
	}
	program := ""
	said, asked, answered, err := a.askUntil(
		ctx,
		store,
		p,
		genesis.Draft{CycleID: in.CycleID, Step: "code", Attempt: in.Attempt},
		func(text string) (err error) {
			program, err = answer.Program(text, last)
			return err
		},
	)
	if _, refused := errors.AsType[*answer.Rejection](err); refused {
		err = nil // vet reports what is wrong with the closest text to a program
	}
	if err != nil {
		return genesis.CodeResult{}, err
	}
	file := traitFile(in.Plan.TraitName, in.CycleID, in.Plan, said.Model, program)
	source, err := store.PutBlob(ctx, file, draftTTL)
	return genesis.CodeResult{Source: source, Model: said.Model, Prompt: asked, Answer: answered}, err
}

// lastSource returns the program that a patch applies to: the coder's previous one, or else the trait that the plan
// modifies.
func lastSource(ctx context.Context, store *redisstore.Store, in genesis.CodeInput) (string, error) {
	if !in.Previous.Empty() {
		last, err := store.Blob(ctx, in.Previous)
		return string(last), err
	}
	for _, t := range in.Observation.Traits {
		if in.Plan.ActionType == genesis.ActionModifyTrait && t.Name == in.Plan.TraitName {
			_, source, err := loadedMutation(ctx, store, t.MutationID)
			return string(source), err
		}
	}
	return "", nil
}

func codePrompt(ctx context.Context, store *redisstore.Store, in genesis.CodeInput) (llm.Prompt, error) {
	c, err := codeQuestion(ctx, store, in)
	if err != nil {
		return llm.Prompt{}, err
	}
	if !in.Previous.Empty() {
		c.Numbered = prompts.Number(c.Numbered)
	}
	system, user, err := prompts.CodePrompt(sandbox.APIText(), c)
	return codeAsked(ctx, in, system, user), err
}

// codeQuestion returns what the coder is told, in either form of answer.
func codeQuestion(ctx context.Context, store *redisstore.Store, in genesis.CodeInput) (prompts.Code, error) {
	plan, err := json.Marshal(in.Plan)
	if err != nil {
		return prompts.Code{}, fmt.Errorf("write the plan into the prompt: %w", err)
	}
	c := prompts.Code{
		CycleID: in.CycleID, Attempt: in.Attempt, Problem: in.Problem, Trait: in.Plan.TraitName, Action: in.Plan.ActionType,
		Plan: string(plan), Problems: in.Problems, Feedback: line(in.Feedback, 1000),
		Asked: in.Asked, Wish: line(in.UserRequest, 300), Tries: in.Tries,
	}
	return c, learn(ctx, store, in, &c)
}

// codeAsked builds the question to the coder.
func codeAsked(ctx context.Context, in genesis.CodeInput, system, user string) llm.Prompt {
	temperature := 0.7
	if len(in.Problems) > 0 {
		temperature = 0.3 // a repair needs care rather than ideas
	}
	return llm.Prompt{
		Model: in.Model, System: system, User: user, Temperature: temperature, MaxTokens: codeTokens,
		Seed: seedOf(in.CycleID, "code", fmt.Sprint(in.Attempt), fmt.Sprint(attempt(ctx))),
	}
}

// learn adds the sources that the coder learns from: the trait to modify, kept traits, and its own previous program.
func learn(ctx context.Context, store *redisstore.Store, in genesis.CodeInput, c *prompts.Code) error {
	for _, t := range in.Observation.Traits {
		if in.Plan.ActionType == genesis.ActionModifyTrait && t.Name == in.Plan.TraitName {
			m, source, err := loadedMutation(ctx, store, t.MutationID)
			if err != nil {
				return err
			}
			if source != nil {
				example := exampleWith(m, source)
				c.Change = &example
			}
		}
	}
	kept, err := keptTraits(ctx, store, in.Problem)
	if err != nil {
		return err
	}
	c.Kept, c.Examples = prompts.Shown(kept)
	if !in.Previous.Empty() {
		last, err := store.Blob(ctx, in.Previous)
		if err != nil {
			return err
		}
		c.Numbered = string(last)
	}
	return nil
}

// keptTraits picks kept traits to show: first those that answered the same problem, then those with the best scores in
// their trials.
func keptTraits(ctx context.Context, store *redisstore.Store, problem genesis.Problem) ([]prompts.Example, error) {
	all, _, err := store.Mutations(ctx, genesis.StatusApplied, examplePool, "")
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(x, y genesis.Mutation) int {
		fits := func(m genesis.Mutation) int {
			if m.Problem == problem {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(fits(y), fits(x)), cmp.Compare(y.Score, x.Score))
	})
	var shown []prompts.Example
	for _, m := range all {
		if len(shown) == examplesRead {
			break
		}
		e, err := exampleOf(ctx, store, m)
		if genesis.CodeOf(err) == genesis.CodeNotFound || len(e.Source) > shownBytes {
			continue
		}
		if err != nil {
			return nil, err
		}
		shown = append(shown, e)
	}
	return shown, nil
}

// shown adds that a trait was seen to help in the world.
func shown(m genesis.Mutation) string {
	if m.Kept == genesis.KeptHelps {
		return ", and in the living world it helps"
	}
	return ""
}

func exampleOf(ctx context.Context, store *redisstore.Store, m genesis.Mutation) (prompts.Example, error) {
	source, err := store.Blob(ctx, genesis.Ref{SHA256: m.Hash})
	if err != nil {
		return prompts.Example{}, err
	}
	return exampleWith(m, source), nil
}

func exampleWith(m genesis.Mutation, source []byte) prompts.Example {
	return prompts.Example{
		ID: genesis.TraitID(m.TraitName, m.Version), About: line(m.Description, 160) + fmt.Sprintf(" (net %+.1f%s)", m.Score,
			shown(m)),
		Source: functions(string(source)),
	}
}

// loadedMutation reads the record and the source of a trait that was loaded when the cycle observed the world. Both are
// empty if the trait is gone. If Redis has lost its data, the error is temporary, because the engine writes them again
// within seconds.
func loadedMutation(
	ctx context.Context, store *redisstore.Store, id string,
) (m genesis.Mutation, source []byte, err error) {
	for range 2 { // the engine may have restored them between the two reads
		if m, err = store.Mutation(ctx, id); err == nil {
			source, err = store.Blob(ctx, genesis.Ref{SHA256: m.Hash})
		}
		if genesis.CodeOf(err) != genesis.CodeNotFound {
			return m, source, err
		}
		if there, failed := store.HasMarker(ctx, redisstore.OwnerEngine); failed != nil {
			return m, nil, failed
		} else if !there {
			return m, nil, genesis.Unavailable(genesis.PartRedis,
				"Redis has lost its data, and the engine writes it again: %v", err)
		}
	}
	return genesis.Mutation{}, nil, nil
}
