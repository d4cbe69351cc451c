package vet

import (
	"go/types"
	"slices"
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
	case strings.Contains(message, "*trait.Molbot has no field or method "):
		_, missing, _ := strings.Cut(message, "has no field or method ")
		missing, _, _ = strings.Cut(strings.TrimSuffix(missing, ")"), ",")
		return didYouMean(missing, "m.", methods())
	case strings.HasPrefix(message, "undefined: math."):
		return didYouMean(strings.TrimPrefix(message, "undefined: math."), "math.", declared()[mathPath].Scope().Names())
	case strings.HasPrefix(message, "undefined: "):
		return undefined(strings.TrimPrefix(message, "undefined: "))
	case strings.HasPrefix(message, "math.") && strings.Contains(message, " undefined (type "):
		return "A variable named math hides the package: give the variable another name"
	case strings.Contains(message, " undefined (type trait."):
		value, rest, _ := strings.Cut(message, " undefined (type trait.")
		name, missing, _ := strings.Cut(strings.TrimSuffix(rest, ")"), " has no field or method ")
		missing, _, _ = strings.Cut(missing, ",")
		return didYouMean(missing, strings.TrimSuffix(value, missing), fields(name))
	}
	return ""
}

// undefined returns advice on a name that is not declared: a package, the molbot under another name, or a function
// without its package.
func undefined(name string) string {
	if advice := insteadOf[name]; advice != "" {
		return advice
	}
	same := func(n string) bool { return strings.EqualFold(n, name) }
	for _, of := range []struct {
		prefix string
		names  []string
	}{{"m.", methods()}, {"math.", declared()[mathPath].Scope().Names()}} {
		if i := slices.IndexFunc(of.names, same); i >= 0 {
			return "Write " + of.prefix + of.names[i]
		}
	}
	return ""
}

const (
	noText    = "Nothing is printed or put into words: a trait acts with the methods of m and remembers with m.SetMem"
	noThreads = "There is one thread, so nothing has to be locked or waited for: leave it out"
	noErrors  = "There are no errors: return a bool beside the value"
	noSorting = "Compare in a loop and keep the best; min and max take any number of values"
	noNil     = "Nothing here is nil or null: senses return two values, food, ok := m.NearestFood(50)"
	itIsM     = "The molbot is the parameter of Execute: m.Eat()"
)

// insteadOf maps undefined names, and packages that cannot be imported, to advice.
var insteadOf = map[string]string{
	"rand":   "There is no package rand: m.Rand() is a random number from 0 to 1, the same in each replay",
	"random": "m.Rand() is a random number from 0 to 1, the same in each replay",
	"time":   "There is no clock: m.Age() counts ticks, and m.Daylight() tells the time of day",
	"fmt":    noText, "log": noText, "slog": noText, "strings": noText, "strconv": noText, "bytes": noText,
	"sync": noThreads, "atomic": noThreads, "context": noThreads, "errors": noErrors, "err": noErrors,
	"sort": noSorting, "slices": noSorting, "maps": "There are no maps: use a slice, an array or a switch",
	"cmp":    "Type parameters are not supported: write the function for the types that you use",
	"iter":   "Range over an integer, a slice or an array",
	"bits":   "Shift and mask integers with <<, >> and &",
	"cmplx":  "Complex numbers are not supported: keep the two parts in two float64",
	"unsafe": "Pointers point to variables only: use &x and *p",
	"null":   noNil, "None": noNil, "NULL": noNil,
	"this": itIsM, "self": itIsM, "bot": itIsM, "molbot": itIsM, "agent": itIsM,
	"True": "Go writes true", "False": "Go writes false",
	"float": "The type is float64", "double": "The type is float64", "boolean": "The type is bool",
}

// fields lists the names of the fields of a struct of package trait.
func fields(name string) (names []string) {
	if object := declared()[TraitPath].Scope().Lookup(name); object != nil {
		if s, ok := object.Type().Underlying().(*types.Struct); ok {
			for f := range s.Fields() {
				names = append(names, f.Name())
			}
		}
	}
	return names
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
