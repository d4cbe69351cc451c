// Package bandit chooses who writes the next program: a model and the form in which it is asked, by what came of its
// earlier programs and what they cost. It is Thompson sampling (W. R. Thompson, 1933) of Beta distributions, divided by
// the cost of a program. It is pure: the same arms and the same seed give the same choice.
package bandit

import (
	"math"
	"math/rand/v2"
)

// Forms in which a model can be asked for a program.
const (
	Go    = "go"    // it writes Go
	Rules = "rules" // it fills a schema of rules, and the house writes the Go
)

// Arm is a model asked in one form, and what is on record of it.
type Arm struct {
	Model string
	Form  string

	Fresh   float64 // programs written anew
	Vetted  float64 // of them, those that vet let pass in the end
	New     float64 // programs that were new
	Proved  float64 // and passed their trial
	Seconds float64 // that a program took, 0: not known
}

const (
	trialSeconds = 60.0 // what a program costs besides its writing
	usualSeconds = 30.0 // where nothing is known of an arm
	hopeless     = 3    // programs in Go after which rules are tried, if vet let none pass
	enough       = 6    // and else
)

// Choose returns the number of the arm to play. Rules wait until what the model does in Go is known: until so many
// programs are on record, only its Go is asked for.
func Choose(arms []Arm, seed uint64) int {
	rng := rand.New(rand.NewPCG(seed, 0x62616e646974))
	best, most := 0, math.Inf(-1)
	for i, a := range arms {
		worth := a.draw(rng)
		if a.Form == Rules && !open(arms, a.Model) {
			continue
		}
		if worth > most {
			best, most = i, worth
		}
	}
	return best
}

// open reports whether enough is known of the model's Go. A model that is asked in one form only is open.
func open(arms []Arm, model string) bool {
	for _, a := range arms {
		if a.Model == model && a.Form == Go {
			return a.Fresh >= enough || a.Fresh >= hopeless && a.Vetted == 0
		}
	}
	return true
}

// draw is a guess at what a second with the arm is worth, from all that is known of it. A program that is new is worth
// half of one that has passed its trial.
func (a Arm) draw(rng *rand.Rand) float64 {
	won := min((a.New+a.Proved)/2, a.Fresh)
	seconds := a.Seconds
	if seconds <= 0 {
		seconds = usualSeconds
	}
	return beta(rng, 1+won, 1+a.Fresh-won) / (trialSeconds + seconds)
}

func beta(rng *rand.Rand, a, b float64) float64 {
	x, y := gamma(rng, a), gamma(rng, b)
	return x / (x + y)
}

// gamma draws from the gamma distribution of a shape of at least 1 (Marsaglia and Tsang, 2000).
func gamma(rng *rand.Rand, shape float64) float64 {
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-rng.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
