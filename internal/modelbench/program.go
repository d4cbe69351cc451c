package modelbench

import (
	"context"
	"errors"

	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// unrelatedError returns the error of a step if it says nothing about the quality of the model, for example because the
// server is unreachable or the bench was stopped.
func unrelatedError(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	a, ok := errors.AsType[*temporal.ApplicationError](err)
	if ok && (a.Type() == genesis.FailLLMMalformed || a.Type() == genesis.FailContextTooLong) {
		return nil
	}
	return err
}

// program lets the model write one program and repair it, and tries the result.
func (b *bench) program(ctx context.Context, steps *activities.LLM, f *Form, where situation,
	plan genesis.EvolutionPlan) error {
	in := genesis.CodeInput{
		WorldRef: b.next(), Plan: plan, Problem: where.problem, Observation: where.observed, Asked: where.asks(),
	}
	f.Programs++
	for in.Attempt = 1; in.Attempt <= b.Repairs+1; in.Attempt++ {
		code, err := steps.Code(ctx, in)
		if err := unrelatedError(ctx, err); err != nil {
			f.Programs--
			return err
		}
		if err != nil {
			f.note(err.Error())
			return nil
		}
		vet, err := b.vet.Vet(ctx, genesis.VetInput{WorldRef: in.WorldRef, Source: code.Source, TraitName: plan.TraitName,
			Problem: where.problem})
		if err != nil {
			return err
		}
		if vet.OK {
			f.countVetted(in.Attempt, len(vet.Mends) > 0)
			return b.try(ctx, f, where, plan, in.WorldRef, vet)
		}
		in.Previous, in.Problems = vet.Source, vet.Problems
		f.note(vet.Problems[0].Message)
	}
	return nil
}

// try runs a trial of a vetted program. A cycle may look at the results several times; try looks once, at the end.
func (b *bench) try(ctx context.Context, f *Form, where situation, plan genesis.EvolutionPlan, ref genesis.WorldRef,
	vet genesis.VetResult) error {
	if vet.Duplicate == "" && vet.Similar == "" {
		f.New++
	}
	var pairs []genesis.TrialResult
	for n := range b.Pairs {
		r, err := b.trials.Trial(ctx, genesis.TrialInput{
			WorldRef: ref, Fork: where.observed.Fork, Source: vet.Source, TraitName: plan.TraitName, Version: 1, Adoption: .5,
			Seed: b.Seed + uint64(n+1)*0x9e3779b97f4a7c15, Ticks: b.Ticks,
		})
		if err != nil {
			return err
		}
		pairs = append(pairs, r)
	}
	if len(pairs) > 0 {
		v := gate.Weigh(where.problem, policy.MinSupport, pairs, 1)
		f.countTried(v.Pass, v.Effect)
	}
	return nil
}
