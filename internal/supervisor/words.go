package supervisor

import (
	"fmt"
	"strings"

	common "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"

	"github.com/ai-genesis/ai-genesis"
)

// read decodes the first payload; ok is false if it is not a T.
func read[T any](p *common.Payloads) (v T, ok bool) {
	return v, len(p.GetPayloads()) > 0 && converter.GetDefaultDataConverter().FromPayload(p.GetPayloads()[0], &v) == nil
}

// describeSteering says who steered, and why or with which advice.
func describeSteering(p *common.Payloads) string {
	said, ok := read[struct{ By, Reason, Text string }](p)
	if !ok || said.By == "" {
		return raw(p)
	}
	words := "by " + said.By
	if why := said.Reason + said.Text; why != "" {
		words += ": " + why
	}
	return cut(words)
}

// describeInput describes a step's input where its result says too little.
func describeInput(name string, p *common.Payloads) string {
	switch name {
	case genesis.WorkflowCycle:
		if in, ok := read[genesis.CycleInput](p); ok {
			return cut(fmt.Sprintf("%s, by %s %s", in.Trigger.ProblemType, in.Trigger.Origin, in.Trigger.Reason))
		}
	case genesis.ActRecord:
		if in, ok := read[genesis.RecordInput](p); ok && in.Feed != nil {
			return cut(in.Feed.Message)
		} else if ok {
			return "stage " + string(in.Cycle.Stage)
		}
	case genesis.ActRollback:
		if in, ok := read[genesis.MutationRef](p); ok {
			return cut(in.MutationID + ": " + in.Reason)
		}
	case genesis.ActKeep:
		if in, ok := read[genesis.MutationRef](p); ok {
			return in.MutationID
		}
	}
	return ""
}

// describeResult describes a step's result; "" if the description of its input is enough.
func describeResult(name string, p *common.Payloads) string {
	switch name {
	case genesis.ActObserve:
		if r, ok := read[genesis.Observation](p); ok {
			return fmt.Sprintf("tick %d, generation %d, %d molbots, fork of %d bytes", r.Tick, r.Generation, r.Vitals.Entities,
				r.Fork.Size)
		}
	case genesis.ActPlan:
		if r, ok := read[genesis.PlanResult](p); ok {
			return cut(fmt.Sprintf("%s: %s: %s", r.Model, strings.TrimSpace(string(r.Plan.ActionType)+" "+r.Plan.TraitName),
				r.Plan.Description))
		}
	case genesis.ActCode:
		if r, ok := read[genesis.CodeResult](p); ok {
			return fmt.Sprintf("%s: %d bytes, %.12s", r.Model, r.Source.Size, r.Source.SHA256)
		}
	case genesis.ActVet:
		if r, ok := read[genesis.VetResult](p); ok {
			return describeVet(r)
		}
	case genesis.ActTrial:
		if r, ok := read[genesis.TrialResult](p); ok {
			return describeTrial(r)
		}
	case genesis.ActSave:
		if r, ok := read[genesis.SaveResult](p); ok {
			return r.FilePath
		}
	case genesis.ActLoad:
		if r, ok := read[genesis.LoadResult](p); ok {
			return fmt.Sprintf("in the world since tick %d, generation %d", r.Tick, r.Generation)
		}
	case genesis.ActCanary:
		if r, ok := read[genesis.CanaryReading](p); ok {
			return fmt.Sprintf("tick %d: %d with, %d without, production %+.1f against %+.1f, %d faults", r.Tick,
				r.Treated.Members, r.Control.Members, r.Treated.Production(), r.Control.Production(), r.Faults)
		}
	case genesis.ActRecord, genesis.ActKeep, genesis.ActRollback:
		return ""
	}
	return raw(p)
}

func describeVet(r genesis.VetResult) string {
	switch {
	case r.Duplicate != "":
		return "the same program as " + r.Duplicate
	case r.OK:
		return fmt.Sprintf("passed, %.12s", r.CodeHash)
	case len(r.Problems) == 0:
		return "refused"
	}
	p := r.Problems[0]
	return cut(fmt.Sprintf("refused: line %d: %s (%d in all)", p.Line, p.Message, len(r.Problems)))
}

func describeTrial(r genesis.TrialResult) string {
	if !r.Sound {
		return cut("not sound: " + r.Trouble)
	}
	return fmt.Sprintf("production %+.1f with, %+.1f without it; population %.0f against %.0f; %.0f ticks/s",
		r.Treated.Production(), r.Control.Production(), r.With.MeanEntities, r.Without.MeanEntities, r.TickRate)
}
