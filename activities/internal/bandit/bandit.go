// Package bandit chooses which model writes the next program, and in which form, from the success and the cost of its
// earlier programs.
//
// It is Thompson sampling (W. R. Thompson, 1933): it draws a success rate from the Beta distribution of each arm,
// divides it by the time that a program costs, and plays the arm with the best result. So each arm is played about as
// often as it is likely to be the best. The package is pure: the same arms and the same seed give the same choice.
package bandit

import (
	"math"
	"math/rand/v2"
)

// Forms in which a model may be asked for a program.
const (
	Go    = "go"    // the model writes Go
	Rules = "rules" // the model writes rules as JSON, from which the Go is generated
)

// Arm is a model asked in one form, together with its record.
type Arm struct {
	Model string
	Form  string

	Fresh   float64 // programs written from scratch, not repaired
	Vetted  float64 // of these, accepted by vet in the end
	New     float64 // neither duplicate nor similar to a known program
	Proved  float64 // passed their trial
	Seconds float64 // mean writing time of a program, 0 if unknown
}

const (
	trialSeconds = 60.0 // cost of a program besides writing it
	usualSeconds = 30.0 // writing time of an arm without a record
	hopeless     = 3    // programs in Go after which rules are tried if vet accepted none
	enough       = 6    // programs in Go after which rules are tried in any case
)

// Choose returns the index of the arm to play. A model is asked for rules only after enough of its programs in Go are
// on record.
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

// open reports whether a model may be asked for rules: enough is known of its Go, or it is not asked for Go at all.
func open(arms []Arm, model string) bool {
	for _, a := range arms {
		if a.Model == model && a.Form == Go {
			return a.Fresh >= enough || a.Fresh >= hopeless && a.Vetted == 0
		}
	}
	return true
}

// draw samples the value of a second spent on the arm. A new program counts half as much as one that has also passed
// its trial.
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

// gamma samples the gamma distribution for a shape of at least 1 (Marsaglia and Tsang, 2000).
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
