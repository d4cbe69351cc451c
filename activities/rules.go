package activities

import (
	"context"
	"errors"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/internal/answer"
	"github.com/ai-genesis/ai-genesis/activities/internal/llm"
	"github.com/ai-genesis/ai-genesis/activities/prompts"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/synth"
)

// rulesTokens is enough for the longest program that the rules schema allows.
const rulesTokens = 1200

// rules asks the coder for rules and generates the program from them.
func (a *LLM) rules(ctx context.Context, store *redisstore.Store, in genesis.CodeInput) (genesis.CodeResult, error) {
	p, err := a.rulesPrompt(ctx, store, in)
	if err != nil {
		return genesis.CodeResult{}, err
	}
	program := ""
	draft := genesis.Draft{CycleID: in.CycleID, Step: "code", Attempt: in.Attempt}
	said, asked, answered, err := a.askUntil(ctx, store, p, draft, func(text string) (err error) {
		program, err = RulesProgram(text)
		return err
	})
	if why, refused := errors.AsType[*answer.Rejection](err); refused {
		program = "// The rules can't be used: " + line(why.Reason,
			300) + "\n" // vet rejects it, so that the coder is asked again
		err = nil
	}
	if err != nil {
		return genesis.CodeResult{}, err
	}
	file := traitFile(in.Plan.TraitName, in.CycleID, in.Plan, redisstore.Writer(said.Model, redisstore.FormRules), program)
	source, err := store.PutBlob(ctx, file, draftTTL)
	return genesis.CodeResult{
		Source: source, Model: said.Model, Form: redisstore.FormRules, Prompt: asked, Answer: answered,
	}, err
}

// RulesProgram returns the program that the rules in an answer stand for. The error is an *answer.Rejection.
func RulesProgram(text string) (string, error) {
	v, err := answer.Rules(text)
	if err != nil {
		return "", err
	}
	g, _, err := synth.ReadRules(v)
	if err != nil {
		return "", &answer.Rejection{Reason: err.Error()}
	}
	return g.Source(""), nil
}

func (a *LLM) rulesPrompt(ctx context.Context, store *redisstore.Store, in genesis.CodeInput) (llm.Prompt, error) {
	c, err := codeQuestion(ctx, store, in)
	if err != nil {
		return llm.Prompt{}, err
	}
	system, user, err := prompts.RulesPrompt(synth.RulesText(), ruleSizes, asRules(c))
	p := codeAsked(ctx, in, system, user)
	p.MaxTokens, p.Schema = rulesTokens, synth.RulesSchema()
	return p, err
}

var ruleSizes = prompts.RuleSizes{Rules: synth.AskedRules, Conds: synth.AskedConds, Actions: synth.AskedActions}

// asRules converts the sources in a question to rules. Sources that cannot be written as rules are left out.
func asRules(c prompts.Code) prompts.Code {
	if c.Change != nil {
		if e, ok := ruled(*c.Change); ok {
			c.Change = &e
		} else {
			c.Change = nil
		}
	}
	var kept []prompts.Example
	for _, e := range c.Kept {
		if r, ok := ruled(e); ok {
			kept = append(kept, r)
		}
	}
	if c.Numbered != "" { // the previous program
		last, _ := ruled(prompts.Example{Source: c.Numbered})
		c.Numbered = last.Source
	}
	c.Kept, c.Examples = kept, prompts.WorkedRules[min(len(kept), len(prompts.WorkedRules)):]
	return c
}

func ruled(e prompts.Example) (prompts.Example, bool) {
	g, whole := synth.Parse(e.Source)
	e.Source = g.JSON()
	return e, whole && len(g.Rules) > 0
}
