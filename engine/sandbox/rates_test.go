package sandbox

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	genesis "github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

var turnsIn = regexp.MustCompile(`const turns = [0-9]+`)

// slowed returns the programs that outside reviews found to hold up the world, unchanged: the nine of the first review
// by their number, and those of a later one as 10. The programs in testdata/prices get as many turns as their fuel pays
// for.
func slowed(t *testing.T) (names []string, all map[string]string) {
	all = map[string]string{}
	add := func(name, source string) { names, all[name] = append(names, name), source }
	for i, list := range [][]string{
		{"mod_denormal"}, {"frame_wide"}, {"arguments_wide"}, {"make_bools", "array_int8_copies", "new_bools"},
		{"text_compare", "text_extremes", "text_in_struct", "text_switch"}, {"storm_and_rest"}, nil, nil, nil,
		{"recursion_copies", "recursion_ring", "rows_unknown", "lanes_apart"},
	} {
		for _, name := range list {
			source := string(sources(t, "prices")[name])
			r := Vet([]byte(source), Options{})
			for turns := 150; turns > 0 && !r.OK && strings.HasPrefix(r.Problems[0].Code, "dryrun."); turns = turns * 7 / 8 {
				source = turnsIn.ReplaceAllString(source, "const turns = "+strconv.Itoa(turns))
				r = Vet([]byte(source), Options{})
			}
			add(fmt.Sprintf("%d %s", i+1, name), source)
		}
	}
	before := "package slowed\n\nimport \"" + traitPath + "\"\n\nfunc Execute(m *trait.Molbot) {\n"
	var cases strings.Builder
	for i := range 499 {
		fmt.Fprintf(&cases, "\tcase %d:\n\t\tm.Eat()\n", i)
	}
	add(
		"7 a closure of 1,000 results",
		before+"\tf := func() ("+strings.Repeat("float64, ", 999)+"float64) {\n\t\tfor {\n\t\t}\n\t}\n"+strings.Repeat(
			"\tf()\n", 50,
		)+"}\n",
	)
	add("8 append of a string", before+"\tvar b []byte\n\tb = append(b, \"abc\"...)\n\tm.SetMem(0, float64(len(b)))\n}\n")
	add("8 a switch of 499 cases", before+"\tswitch int(m.Age()) {\n"+cases.String()+"\t}\n}\n")
	for _, text := range []string{"(fuel, 1", "(fuel, 2"} {
		add("9 the text "+text, before+"\tif s := \""+text+"\"; s[len(s)-1] > byte(m.Age()) {\n\t\tm.Eat()\n\t}\n}\n")
	}
	return names, all
}

// TestTheWorldKeepsItsRate gives each program that once held up the world to all molbots of a world of 500 that runs in
// real time. Within the following 2 s, a half second must have three quarters of the earlier ticks, because vet rejects
// the program, its fuel ends it, the budget of the tick cuts it off, or the watch switches it off. GENESIS_RATES=all
// tries all programs and prints the table (go tool task survival); by default, two are tried.
func TestTheWorldKeepsItsRate(t *testing.T) {
	l := living(t, crowded(t, New(Limits{})), engine.LoopOptions{})
	time.Sleep(time.Second)
	names, all := slowed(t)
	if os.Getenv("GENESIS_RATES") != "all" {
		names = []string{"1 mod_denormal", "8 append of a string"}
	}
	for _, name := range names {
		for try := 0; ; try++ { // other load slows a world down
			became, before, after := rateUnder(t, l, all[name])
			t.Logf("%-28s %s; ticks in the half seconds before %v, after %v", name, became, before, after)
			if slices.Max(after) >= slices.Max(before)*3/4 {
				break
			} else if try == 4 {
				t.Errorf("%s: the rate is not back", name)
				break
			}
		}
	}
}

// rateUnder gives a trait to all molbots. It returns what became of it and the ticks of the world in the half seconds
// before and after.
func rateUnder(t *testing.T, l *engine.Loop, source string) (became string, before, after []int) {
	t.Helper()
	load := command.Load{Name: "slowed", Version: 1, Source: source, Adoption: 1}
	before = halfSeconds(t, l, 3)
	_, err := engine.Do(t.Context(), l, "", load)
	if err == nil {
		_, _ = engine.Do(t.Context(), l, "", command.Adopt{Trait: load.Ref(), Share: 1}) // it may be unloaded already
	}
	after = halfSeconds(t, l, 4)
	if err != nil {
		return "refused: " + strings.SplitN(err.Error(), "\n", 2)[0], before, after
	}
	var reading genesis.CanaryReading
	if err := l.Inspect(t.Context(), func(e *engine.Engine) { reading = e.Canary("slowed", 1) }); err != nil {
		t.Fatal(err)
	}
	_, _ = engine.Do(t.Context(), l, "", command.Unload{Trait: load.Ref()})
	if reading.Loaded {
		return "stays", before, after
	}
	return "out: " + reading.Reason, before, after
}
