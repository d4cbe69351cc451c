package activities

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/internal/answer"
	"github.com/ai-genesis/ai-genesis/activities/internal/llm"
	"github.com/ai-genesis/ai-genesis/activities/prompts"
	"github.com/ai-genesis/ai-genesis/engine/ancestors"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// LLM holds the steps that ask the model.
type LLM struct {
	stores *Stores
	models *Models
}

// NewLLM returns the steps that ask the models.
func NewLLM(stores *Stores, models *Models) *LLM {
	return &LLM{stores: stores, models: models}
}

const (
	planTokens = 600
	codeTokens = 2500
)

// Plan asks the architect for a plan.
func (a *LLM) Plan(ctx context.Context, in genesis.PlanInput) (genesis.PlanResult, error) {
	defer heartbeat(ctx)()
	ctx, done := withWorkerStop(ctx)
	defer done()
	out, err := a.plan(ctx, in)
	return out, failAfterStop(ctx, err)
}

func (a *LLM) plan(ctx context.Context, in genesis.PlanInput) (genesis.PlanResult, error) {
	store, err := a.stores.Of(in.World)
	if err != nil {
		return genesis.PlanResult{}, err
	}
	who, err := a.models.arm(ctx, store, in.CycleID, in.Model)
	if err != nil {
		return genesis.PlanResult{}, err
	}
	in.Model = who.model
	p, err := planPrompt(ctx, store, in)
	if err != nil {
		return genesis.PlanResult{}, err
	}
	var plan genesis.EvolutionPlan
	said, asked, answered, err := a.askUntil(
		ctx,
		store,
		p,
		genesis.Draft{CycleID: in.CycleID, Step: "plan"},
		func(text string) (err error) {
			plan, err = readPlan(text, in)
			return err
		},
	)
	if err != nil {
		return genesis.PlanResult{}, err
	}
	if plan.ActionType == genesis.ActionNewTrait || plan.ActionType == genesis.ActionModifyTrait {
		if plan.TraitName, err = name(ctx, store, plan); err != nil {
			return genesis.PlanResult{}, err
		}
		plan.TargetClass, plan.TargetMethod = camel(plan.TraitName), "Execute"
	}
	return genesis.PlanResult{Plan: plan, Model: said.Model, Prompt: asked, Answer: answered}, nil
}

func planPrompt(ctx context.Context, store *redisstore.Store, in genesis.PlanInput) (llm.Prompt, error) {
	tried, sums, err := memory(ctx, store, in.CycleID, in.Trigger.ProblemType)
	if err != nil {
		return llm.Prompt{}, err
	}
	var params []prompts.Value
	for _, name := range prompts.Tunable {
		if v, ok := in.Observation.Params[name]; ok {
			params = append(params, prompts.Value{Name: name, Value: v})
		}
	}
	system, user, err := prompts.PlanPrompt(sandbox.APIText(), prompts.Plan{
		CycleID: in.CycleID, Problem: in.Trigger.ProblemType, Severity: in.Trigger.Severity,
		Area: in.Trigger.SuggestedArea, Reason: line(in.Trigger.Reason, 300), Tick: in.Observation.Tick,
		Vitals: in.Observation.Vitals, Params: params,
		Traits: in.Observation.Traits, Tried: tried, Sums: sums, Asked: in.Asked,
	})
	return llm.Prompt{
		Model: in.Model, System: system, User: user, Schema: prompts.PlanSchema(), Temperature: 0.8, MaxTokens: planTokens,
		Think: true,
		Seed:  seedOf(in.CycleID, "plan", fmt.Sprint(attempt(ctx))),
	}, err
}

// maxReasks is how often a question is repeated if the answer cannot be read.
const maxReasks = 2

// askUntil asks until read accepts the answer. It repeats the question in the same conversation with the reason why the
// answer was rejected. After the last attempt it returns the rejected answer with the error.
func (a *LLM) askUntil(
	ctx context.Context, store *redisstore.Store, p llm.Prompt, draft genesis.Draft, read func(text string) error,
) (said llm.Answer, asked, answered genesis.Ref, err error) {
	for again := 0; ; again++ {
		if said, asked, answered, err = a.ask(ctx, store, p, draft); err != nil {
			return said, asked, answered, err
		}
		why := read(said.Text)
		if why == nil || again == maxReasks {
			return said, asked, answered, why
		}
		logger(ctx).Info("an answer could not be used and is asked for again", "model", said.Model, "reason", why)
		p.Again = append(p.Again,
			llm.Turn{Said: said.Text, Reply: "Your answer can't be used: " + why.Error() + ". Answer again, in full."})
		p.Seed++
	}
}

// ask asks the model and stores the prompt and the answer as blobs. Viewers can read the answer while it is written.
func (a *LLM) ask(
	ctx context.Context, store *redisstore.Store, p llm.Prompt, draft genesis.Draft,
) (said llm.Answer, asked, answered genesis.Ref, err error) {
	if asked, err = store.PutBlob(ctx, []byte(p.Text()), draftTTL); err != nil {
		return said, asked, answered, err
	}
	coder, err := a.models.coderFor(ctx, store, draft.CycleID, p.Model)
	if err != nil {
		return said, asked, answered, err
	}
	begun := time.Now()
	draft.Model = cmp.Or(p.Model, coder.Model())
	viewers := &draftPublisher{store: store, draft: draft}
	stop := viewers.reading(ctx)
	if said, err = coder.Chat(ctx, p, viewers.addPart); p.Model != "" && p.Model != a.models.Model && isMissing(err) {
		if err = a.models.fetch(ctx, p.Model, viewers.setStatus); err == nil { // a person chose it for this cycle
			said, err = coder.Chat(ctx, p, viewers.addPart)
		}
	} else {
		err = a.models.missing(err)
	}
	stop()
	form := ""
	if draft.Step == "code" && p.Schema != nil {
		form = redisstore.FormRules
	}
	took := time.Since(begun)
	a.count(ctx, store, draft.Step, redisstore.Writer(said.Model, form), took, err)
	if a.models.OnCall != nil {
		a.models.OnCall(CallStats{Step: draft.Step, Tokens: said.Tokens, Rate: said.Rate, Took: took, Err: err})
	}
	if err != nil {
		return said, asked, answered, err
	}
	answered, err = store.PutBlob(ctx, []byte(said.Text), draftTTL)
	return said, asked, answered, err
}

// count adds a question to the metrics. A failure to count is no reason to ask again.
func (a *LLM) count(
	ctx context.Context, store *redisstore.Store, step, model string, took time.Duration, failed error,
) {
	if err := store.CountModel(ctx, step, model, took, failed != nil); err != nil {
		logger(ctx).Warn("a call to the model was not counted", "error", err)
	}
}

// readPlan reads a plan from the answer. If it cannot be read or carried out, the error makes the caller ask again.
func readPlan(text string, in genesis.PlanInput) (genesis.EvolutionPlan, error) {
	said, err := answer.ReadPlan(text, prompts.Tunable)
	if err != nil {
		return genesis.EvolutionPlan{}, unusable("the plan can't be read: %v", err)
	}
	plan := genesis.EvolutionPlan{
		PlanID: fmt.Sprintf("evo_plan_%03d", in.Number), TriggerID: in.Trigger.TriggerID,
		ActionType:  genesis.ActionType(said.Action),
		Description: line(said.Description, 400), TraitName: said.Trait,
	}
	switch plan.ActionType {
	case genesis.ActionAdjustParams:
		plan.TraitName, plan.TargetClass, plan.Params = "", "WorldPhysics", said.Params
		return plan, checkParams(said.Params)
	case genesis.ActionModifyTrait:
		plan.TraitName, err = loadedTrait(said.Trait, in.Observation.Traits)
		return plan, err
	case genesis.ActionImpossible:
		plan.TraitName = ""
	}
	return plan, nil
}

var versioned = regexp.MustCompile(`_v\d+$`)

// loadedTrait returns the loaded trait that a plan means, named with or without its version.
func loadedTrait(said string, loaded []genesis.TraitRef) (string, error) {
	var names []string
	for _, t := range loaded {
		names = append(names, t.Name)
	}
	for _, s := range []string{snake(said), versioned.ReplaceAllString(snake(said), "")} {
		if s != "" && slices.Contains(names, s) {
			return s, nil
		}
	}
	what := "none is loaded yet, so plan a new_trait"
	if len(names) > 0 {
		what = "loaded are " + strings.Join(names, ", ")
	}
	switch {
	case strings.TrimSpace(said) == "":
		return "", unusable("the plan is to modify a trait but names no trait; %s", what)
	case ancestral(snake(said)):
		return "", unusable("the plan is to modify %q, which every molbot is born with and which can't be changed; %s",
			line(said, 60), what)
	}
	return "", unusable("the plan is to modify a trait, but no trait %q is loaded; %s", line(said, 60), what)
}

func unusable(format string, args ...any) error {
	return &llm.Error{Kind: genesis.FailLLMMalformed, Message: fmt.Sprintf(format, args...)}
}

func checkParams(params map[string]float64) error {
	if len(params) == 0 {
		return unusable("the plan changes parameters but names none")
	}
	for name, value := range params {
		if !slices.Contains(prompts.Tunable, name) {
			return unusable("the plan changes %q, which is not a law of nature", name)
		}
		if e := genesis.CheckParam(name, value); e != nil {
			return unusable("the plan is impossible: %s", e.Message)
		}
	}
	return nil
}

// name chooses the name of the trait: the name of the loaded trait if the plan modifies it, else a name that no trait
// has ever had.
func name(ctx context.Context, store *redisstore.Store, plan genesis.EvolutionPlan) (string, error) {
	base := cmp.Or(snake(plan.TraitName), snake(strings.Join(firstWords(plan.Description, 3), "_")), "nameless")
	if plan.ActionType == genesis.ActionModifyTrait {
		return plan.TraitName, nil
	}
	stem := strings.TrimRight(base, "_0123456789")
	for n, name := 2, base; ; n++ {
		next, err := store.NextVersion(ctx, name)
		if err != nil || next == 1 && !ancestral(name) {
			return name, err
		}
		name = fmt.Sprintf("%s_%d", stem, n)
	}
}

// ancestral reports whether a compiled-in trait has that name.
func ancestral(name string) bool {
	return slices.ContainsFunc(ancestors.All(), func(a ancestors.Ancestor) bool { return a.Name == name })
}

func firstWords(s string, n int) []string {
	words := strings.Fields(s)
	return words[:min(n, len(words))]
}
