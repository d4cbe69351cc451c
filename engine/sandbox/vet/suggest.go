package vet

import (
	"go/types"
	"strings"
)

// suggest returns advice on an undefined name or a misused method: the name that was probably meant.
func suggest(message string) string {
	switch {
	case strings.Contains(message, "untyped nil"):
		return "Nothing here is nil: senses such as m.NearestKin(60) return two values, kin, ok := m.NearestKin(60), and " +
			"ok says whether there is one"
	case strings.HasPrefix(message, "cannot assign to m.Mem("):
		return "Memory is set with m.SetMem: m.SetMem(0, m.Mem(0)+1)"
	case strings.HasPrefix(message, "cannot assign to m."):
		return "What m's methods return can't be set; a trait acts by the methods that act, such as m.ThrustToward, and " +
			"remembers with m.SetMem"
	case message == "undefined: rand":
		return "There is no package rand: m.Rand() is a random number from 0 to 1, the same in each replay"
	case message == "undefined: time":
		return "There is no clock: m.Age() counts ticks, and m.Daylight() tells the time of day"
	case strings.Contains(message, "*trait.Molbot has no field or method "):
		_, missing, _ := strings.Cut(message, "has no field or method ")
		missing, _, _ = strings.Cut(strings.TrimSuffix(missing, ")"), ",")
		return didYouMean(missing, "m.", methods())
	case strings.HasPrefix(message, "undefined: math."):
		return didYouMean(strings.TrimPrefix(message, "undefined: math."), "math.", declared()[mathPath].Scope().Names())
	}
	return ""
}

// methods lists the names of the methods of a molbot.
func methods() []string {
	molbot := types.NewPointer(declared()[TraitPath].Scope().Lookup("Molbot").Type())
	set := types.NewMethodSet(molbot)
	names := make([]string, 0, set.Len())
	for m := range set.Methods() {
		names = append(names, m.Obj().Name())
	}
	return names
}

func didYouMean(missing, prefix string, names []string) string {
	best, least := "", len(missing)/2+1
	for _, name := range names {
		if d := Distance(strings.ToLower(missing), strings.ToLower(name)); d < least {
			best, least = name, d
		}
	}
	if best == "" {
		return "There is no " + prefix + missing + ". There are: " + prefix + strings.Join(names, ", ")
	}
	return "There is no " + prefix + missing + "; did you mean " + prefix + best + "?"
}

// Distance is the Levenshtein distance: the number of bytes to insert, delete or replace.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
