package engine

import (
	"maps"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// TrialOptions describe one pair of forks with the same seed: one with a change and one without.
type TrialOptions struct {
	Loader   trait.Loader
	Source   []byte // the trait to try; empty to try parameters
	Name     string
	Version  int
	Params   map[string]float64
	Seed     uint64
	Ticks    int
	Adoption float64               // share of the living and of newborns that get the trait; 0: 0.5
	Progress func(ticks int) error // called regularly with the ticks done in both forks; an error ends the trial

	// Film, if set, receives a frame of each fork at its start and every FilmEvery ticks. The frame is reused.
	Film      func(with bool, f *genesis.Frame)
	FilmEvery int
	Count     bool // count the lines of the trait to find those that never run
}

// earlyTicks is when the direct benefit of a trait is measured: early enough that the trait has not changed the world
// as a whole.
const earlyTicks = 600

// progressEvery is how often Progress is called [ticks].
const progressEvery = 30

// Trial runs a pair of forks of a checkpoint and compares them. A faulty trait is a result and not an error; an error
// means that the trial could not be carried out or that Progress returned one. The caller sets TickRate, because the
// engine has no clock.
func Trial(checkpoint []byte, o TrialOptions) (genesis.TrialResult, error) {
	if o.Adoption == 0 {
		o.Adoption = 0.5
	}
	result := genesis.TrialResult{Seed: o.Seed, Sound: true}
	without, err := fork(checkpoint, o)
	if err != nil {
		return result, err
	}
	defer without.Close()
	if result.Without, err = runArm(without, o, 0, &result,
		func() { result.EarlyWithout = wholePopulation(without.w) }); err != nil {
		return result, err
	}
	with, err := fork(checkpoint, o)
	if err != nil {
		return result, err
	}
	defer with.Close()
	if err := change(with, o); err != nil {
		return result, err
	}
	heat := countLines(with, o)
	if result.With, err = runArm(with, o, o.Ticks, &result, func() {
		result.EarlyTreated, _ = cohorts(with, o)
	}); err != nil {
		return result, err
	}
	compare(&result, with, without, o)
	result.Idle = heat.idle(with)
	return result, nil
}

// fork restores a checkpoint with the seed of the pair. Both forks draw the same random numbers, which reduces the
// variance of their difference (common random numbers). No snapshot becomes due, so the period covers the whole trial.
func fork(checkpoint []byte, o TrialOptions) (*Engine, error) {
	e, err := Restore(checkpoint, Options{Loader: o.Loader, Workers: 1, SnapshotInterval: 1 << 30, Lenient: true})
	if err != nil {
		return nil, err
	}
	e.Reseed(o.Seed)
	e.newPeriod()
	return e, nil
}

// change applies the change to one of the forks.
func change(e *Engine, o TrialOptions) error {
	for _, name := range slices.Sorted(maps.Keys(o.Params)) {
		if err := do(e, command.SetParam{Name: name, Value: o.Params[name]}); err != nil {
			return err
		}
	}
	if len(o.Source) == 0 {
		return nil
	}
	// If the trait is in a canary in the live world, loading a newer version would be refused. Keep the trait first,
	// which ends its canary.
	if bit, ok := e.registry.active(o.Name); ok {
		if e.w.Heredity.Assignment(bit) != nil {
			e.keep(bit)
		}
		if e.registry.entries[bit].version == o.Version {
			e.unload(bit)
		}
	}
	load := command.Load{Name: o.Name, Version: o.Version, Source: string(o.Source), Adoption: o.Adoption}
	if err := do(e, load); err != nil {
		return err
	}
	bit, _ := e.registry.active(o.Name)
	e.evict(bit, nil) // the loss of a trait that it would displace is part of its effect
	return do(e, command.Adopt{Trait: load.Ref(), Share: o.Adoption})
}

func do(e *Engine, p command.Payload) error {
	prepared, err := e.Prepare(command.Command{Payload: p})
	if err != nil {
		return err
	}
	if reply := e.Apply(prepared); reply.Err != nil {
		return reply.Err
	}
	return nil
}

// runArm runs one fork to its end and summarises it. early is called after earlyTicks, or at the end of a shorter
// trial.
func runArm(
	e *Engine, o TrialOptions, done int, result *genesis.TrialResult, early func(),
) (arm genesis.Arm, err error) {
	total, crowded := 0, 0
	var frame genesis.Frame
	audit := newEnergyAudit(e.w)
	for tick := range o.Ticks {
		if o.Film != nil && tick%max(o.FilmEvery, 1) == 0 {
			e.Frame(&frame)
			o.Film(done > 0, &frame)
		}
		if o.Progress != nil && tick%progressEvery == 0 {
			if err := o.Progress(done + tick); err != nil {
				return arm, err
			}
		}
		out := e.Tick(Input{})
		audit.note(e.w)
		result.Fuel += out.Fuel
		for _, trip := range out.Tripped {
			result.Sound, result.Trouble = false, trip.Name+" faults: "+trip.Reason
		}
		total += e.Count()
		if float64(e.Count()) > 0.8*e.w.P.MaxEntities {
			crowded++
		}
		if tick+1 == min(earlyTicks, o.Ticks) {
			early()
		}
	}
	s := e.Snapshot()
	ticks := float64(max(1, o.Ticks))
	arm = genesis.Arm{
		MeanEntities: float64(total) / ticks, EndEntities: s.EntityCount, Births: s.BirthsLastPeriod,
		Deaths: s.DeathsLastPeriod, Starved: s.DeathStarvation, Production: s.Production,
		TimeCrowded: float64(crowded) / ticks, TraitHill: s.TraitSetHill,
	}
	audit.close(e.w, &arm)
	if result.Sound && !e.Sound() {
		result.Sound, result.Trouble = false, "the energy ledger does not close"
	}
	return arm, nil
}

// compare fills in the cohorts.
func compare(result *genesis.TrialResult, with, without *Engine, o TrialOptions) {
	if result.Treated, result.Control = cohorts(with, o); len(o.Source) == 0 {
		result.Control = wholePopulation(without.w)
		return
	}
	reading := with.Canary(o.Name, o.Version)
	result.Faults, result.Calls = reading.Faults, reading.Calls
}

// cohorts returns the two groups of the trait's canary, or the whole population for a change of parameters.
func cohorts(with *Engine, o TrialOptions) (treated, control genesis.Cohort) {
	if len(o.Source) == 0 {
		return wholePopulation(with.w), genesis.Cohort{}
	}
	reading := with.Canary(o.Name, o.Version)
	return reading.Treated, reading.Control
}

// wholePopulation returns all molbots of a fork as a cohort.
func wholePopulation(w *world.World) genesis.Cohort {
	p := &w.Period
	return genesis.Cohort{
		Members: w.Count() + int(p.Dead()), Alive: w.Count(), MolbotTime: p.BotTicks, Intake: p.Intake, Spent: p.Spent,
		Births: int(p.Births), Deaths: int(p.Dead()), Starved: int(p.Deaths[world.Starvation]),
	}
}

// Shadow runs several forks of a checkpoint without any change, each with its own seed. It returns the smallest
// population among them at the start and every so many ticks.
func Shadow(checkpoint []byte, o TrialOptions, forks, every int) (out genesis.ShadowResult, err error) {
	first, progress := o.Seed, o.Progress
	for k := range forks {
		o.Seed = first + uint64(k)*0x9e3779b97f4a7c15
		if progress != nil {
			o.Progress = func(n int) error { return progress(k*o.Ticks + n) }
		}
		counts, starved, err := populations(checkpoint, o, every)
		if err != nil {
			return out, err
		}
		if out.Least == nil {
			out.Least, out.Hungriest = counts, make([]float64, len(counts))
		}
		for i, n := range counts {
			out.Least[i] = min(out.Least[i], n)
			if i > 0 && n > 0 {
				out.Hungriest[i] = max(out.Hungriest[i], float64(starved[i]-starved[i-1])/float64(n))
			}
		}
	}
	return out, nil
}

// populations runs one fork of a checkpoint without any change. It returns the number of living molbots and of those
// that have starved so far, at the start and every so many ticks.
func populations(checkpoint []byte, o TrialOptions, every int) (counts []int, starved []int64, err error) {
	e, err := fork(checkpoint, o)
	if err != nil {
		return nil, nil, err
	}
	defer e.Close()
	counts, starved = []int{e.Count()}, []int64{0}
	for tick := 1; tick <= o.Ticks; tick++ {
		if o.Progress != nil && tick%progressEvery == 0 {
			if err := o.Progress(tick); err != nil {
				return nil, nil, err
			}
		}
		if e.Tick(Input{}); tick%max(every, 1) == 0 {
			counts, starved = append(counts, e.Count()), append(starved, e.w.Period.Deaths[world.Starvation])
		}
	}
	return counts, starved, nil
}
