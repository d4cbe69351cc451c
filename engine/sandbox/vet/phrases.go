package vet

import (
	"regexp"
	"strings"
)

// phrases maps messages of go/types that have no code of their own to advice. The first match counts.
var phrases = []struct {
	message *regexp.Regexp
	advice  string
}{
	{regexp.MustCompile(`^label \w+ declared and not used`), "Remove the label, or name it: break L, continue L"},
	{regexp.MustCompile(`^(label \w+ not defined|invalid (break|continue) label)`),
		"Put the label right before the loop that break or continue is to leave: L: for … { … break L … }"},
	{regexp.MustCompile(`invalid array length`),
		"The length of an array is constant: const n = 3; with a length from the run, use make([]float64, n)"},
	{regexp.MustCompile(`permits (only one|no) iteration variable`),
		"An integer gives one variable: for i := range 3 { … }"},
	{regexp.MustCompile(`cannot define new methods on non-local type`),
		"Only types of this file have methods of their own: write a function, func hungry(m *trait.Molbot) bool { … }"},
	{regexp.MustCompile(`cannot call pointer method`),
		"The method changes its value, so put that into a variable first and call v.method()"},
	{regexp.MustCompile(`field and method with the same name`), "Give the field or the method another name"},
	{regexp.MustCompile(`return values`),
		"Return as many values as the function declares after its parameters; Execute declares none: return"},
	{regexp.MustCompile(`as \*trait\.Molbot value`), "m is the molbot: give your variable another name"},
	{regexp.MustCompile(`mismatched types .*func\(`), "Call it, with parentheses: m.Energy() < 10"},
	{regexp.MustCompile(`mismatched types .*\bbool\b|cannot convert .*type bool\)`),
		"A bool is not a number: x := 0.0, then if ok { x = 1 }"},
	{regexp.MustCompile(`mismatched types .*\bstring\b`),
		"Strings and numbers do not mix: keep what you compute with in numbers"},
	{regexp.MustCompile(`cannot convert .* to type string`), "Numbers do not become strings: compute with the numbers"},
	{regexp.MustCompile(`\(truncated\)|cannot convert .*float constant`),
		"A constant with a fraction is not an integer: leave the fraction out, or use a float64"},
	{regexp.MustCompile(`can only be compared to nil`), "Compare the lengths, then the elements in a loop"},
	{regexp.MustCompile(`^append\(.* is not used`), "Assign the result: list = append(list, x)"},
	{regexp.MustCompile(`invalid append`), "append takes a slice first: var list []float64"},
	{regexp.MustCompile(`for built-in (len|cap)`), "len is of slices, arrays and strings, cap of slices and arrays"},
	{regexp.MustCompile(`make\(.* expects`), "Give the length: make([]float64, 3)"},
	{regexp.MustCompile(`cannot make`), "Only slices can be made; the zero value of a struct or an array is T{}"},
	{regexp.MustCompile(`is not a map`),
		"delete is of maps, which there are not; element i leaves a slice by list = append(list[:i], list[i+1:]...)"},
	{regexp.MustCompile(`invalid use of \.\.\. with built-in`), "Pass the values one by one, or loop over the slice"},
	{regexp.MustCompile(`non-numeric type \*`), "A pointer is not counted, but what it points to: *p++"},
	{regexp.MustCompile(`type (float|int|uint|bool|string)\w* has no field`),
		"Numbers, bools and strings have no methods or fields: write a function, twice(x)"},
	{regexp.MustCompile(`(break|continue) (is )?not in `),
		"break and continue stand within a for loop, break in a switch too"},
	{regexp.MustCompile(`fallthrough`),
		"fallthrough ends a case of a switch that is not the last one: leave it out here"},
	{regexp.MustCompile(`duplicate case`), "Leave one of the two cases out, or write them as one"},
	{regexp.MustCompile(`\(value of type func\(.*\) is not used`),
		"Call it, with its arguments in parentheses: m.Eat()"},
	{regexp.MustCompile(`is not used`), "Do something with the value, such as x := …, or leave it out"},
	{regexp.MustCompile(`\(no value\) used as value`), "It gives no value: write the call as a statement of its own"},
	{regexp.MustCompile(`operator % not defined`), "% is for integers: use math.Mod(x, y), or int(x) % n"},
	{regexp.MustCompile(`operator (&|\||\^|&\^|<<|>>) not defined`),
		"Bits are of integers: convert first, int(x) & n"},
	{regexp.MustCompile(`operator (&&|\|\||!) not defined`),
		"&&, || and ! are of bools: compare first, x > 0 && y > 0"},
	{regexp.MustCompile(`operator .* not defined`), "Use an operator that this type has, or convert the value first"},
	{regexp.MustCompile(`shifted operand|shift count`), "Shift integers by integers from 0 on: int(x) << 2"},
	{regexp.MustCompile(`multiple-value|2-valued|single-value context`),
		"It gives two values; put them into variables first: food, ok := m.NearestFood(50)"},
	{regexp.MustCompile(`is not constant`),
		"The value is known only in a run: use a variable, x := …, or a slice for a length"},
	{regexp.MustCompile(`initialization cycle`), "Its value depends on itself: compute it in Execute"},
	{regexp.MustCompile(`type comparable|type constraint`),
		"Type parameters are not supported: write the function for the types that you use"},
	{regexp.MustCompile(`cannot use _ as value`), "_ only takes values: give the variable a name"},
	{regexp.MustCompile(`redeclared`), "Leave one of the two out, or give it another name; a variable is changed with ="},
	{regexp.MustCompile(`no new variables on left side`), "Use = in place of :="},
	{regexp.MustCompile(`non-boolean condition|non-bool`), "Compare, as in: if x > 0"},
	{regexp.MustCompile(`division by zero`), "Divide by something that is never 0, such as math.Max(x, 0.001)"},
	{regexp.MustCompile(`overflows|cannot represent`), "The number does not fit its type: use a float64, or an int"},
	{regexp.MustCompile(`out of bounds|out of range|must not be negative`),
		"Use an index from 0 to the length less 1"},
	{regexp.MustCompile(`cannot call (len|cap|append|copy|make|new|min|max|float64|int|string) \(variable`),
		"A variable of this name hides Go's own function: give the variable another name"},
	{regexp.MustCompile(`cannot call non-function|is not a function`),
		"Only functions are called: leave the parentheses out"},
	{regexp.MustCompile(`cannot range over`), "Range over an integer, a slice or an array"},
	{regexp.MustCompile(`cannot index|cannot slice`), "Index a slice, an array or a string"},
	{regexp.MustCompile(`cannot take address`), "Put the value into a variable first, and take the address of that"},
	{regexp.MustCompile(`cannot indirect`),
		"Only a pointer has something behind it: leave the * out; a power is math.Pow(x, 2), or x * x"},
	{regexp.MustCompile(`cannot assign`), "Assign to a variable, an element or a field"},
	{regexp.MustCompile(`missing function body|func .* missing body`), "Write what the function does within braces"},
	{regexp.MustCompile(`unknown field|has no field`), "Use a field that the struct has"},
	{regexp.MustCompile(`is not a type`), "Use a type here, such as float64"},
	{regexp.MustCompile(`is not an expression`), "Use a value here, such as float64(0)"},
	{regexp.MustCompile(`already declared|duplicate (field|argument|method)`), "Use another name"},
	{regexp.MustCompile(`too few values|too many values|missing init expr|extra init expr`),
		"Write as many values as there are names or fields"},
}

// phraseAdvice returns the advice for a message, or "".
func phraseAdvice(message string) string {
	for _, p := range phrases {
		if p.message.MatchString(message) {
			return p.advice
		}
	}
	return ""
}

// otherLanguages maps words with which lines begin in other languages to advice on the Go equivalent.
var otherLanguages = []struct{ word, advice string }{
	{"while", "Go has one loop, for: for x < 3 { … }"},
	{"do", "Go has one loop, for: for { … if done { break } }"},
	{"until", "Go has one loop, for: for !done { … }"},
	{"loop", "Go has one loop, for: for { … }"},
	{"foreach", "Use for … range: for i, x := range list { … }"},
	{"elif", "Write else if, on the line of the closing brace: } else if x > 0 {"},
	{"elseif", "Write else if, on the line of the closing brace: } else if x > 0 {"},
	{"else", "Write else on the line of the closing brace: } else {"},
	{"let", "Declare with :=, as in x := 1"},
	{"def", "A function is written func name(x float64) float64 { … }"},
	{"fn", "A function is written func name(x float64) float64 { … }"},
	{"function", "A function is written func name(x float64) float64 { … }"},
	{"try", "Nothing can be caught: check before, as in if n > 0 { … }"},
	{"match", "Use switch: switch x { case 1: … }"},
	{"class", "A type is written type name struct { … }"},
	{"struct", "A type is written type name struct { … }"},
	{"float", "Declare with :=, as in x := 1.0, or var x float64"},
	{"double", "Declare with :=, as in x := 1.0, or var x float64"},
	{"int", "Declare with :=, as in n := 1, or var n int"},
	{"bool", "Declare with :=, as in ok := true, or var ok bool"},
}

// syntaxMistakes maps lines that the parser does not understand, and what it says about them, to advice. The first
// match counts.
var syntaxMistakes = []struct {
	message, line *regexp.Regexp // nil matches all
	advice        string
}{
	{nil, regexp.MustCompile(` \? `), "Go has no ?: — set the variable, then change it in an if"},
	{nil, regexp.MustCompile(`^package\b`), "A trait has one package line, the first: leave this one out"},
	{nil, regexp.MustCompile(`=>`), "A closure is written double := func(x float64) float64 { return 2 * x }"},
	{nil, regexp.MustCompile(`^for\b.* in `), "Use range: for i := range 3 { … }, or for i, x := range list { … }"},
	{nil, regexp.MustCompile(`^for\b[^;]*,[^;]*(\+\+|--)`), "Separate the parts by semicolons: for i := 0; i < 3; i++ {"},
	{nil, regexp.MustCompile(`^var \w+ :=`), "Write x := 1, or var x = 1"},
	{nil, regexp.MustCompile(` (not|and|or) `), "Go writes ! for not, && for and, || for or"},
	{regexp.MustCompile(`found assignment`), nil, "Compare with ==, as in: if x == 2 {"},
	{regexp.MustCompile(`found '(\+\+|--)'`), nil,
		"x++ is a statement of its own: it gives no value, and ++ stands behind"},
	{regexp.MustCompile(`rune literal`), nil, `A string stands in double quotes: "food"`},
	{regexp.MustCompile(`string literal not terminated`), nil,
		"Close the string on the line where it begins; one of several lines stands in backquotes"},
	{regexp.MustCompile(`in octal literal`), nil, "A number that begins with 0 is octal: leave the 0 out"},
	{regexp.MustCompile(`expected '\('`), regexp.MustCompile(`^func \w`),
		"Functions stand outside of each other; within Execute, write help := func() { … }"},
	{nil, regexp.MustCompile(`^(if|for|switch)\b[^{]*$`), "Put the body in braces, the first on this line: if x > 3 { … }"},
	{regexp.MustCompile(`found 'EOF'`), nil, "Close each { with a }; if they are closed, the mistake is further up"},
}

// syntaxAdvice returns the advice for a line that the parser does not understand, or "".
func syntaxAdvice(message, line string) string {
	line = strings.TrimLeft(line, "\t }")
	for _, l := range otherLanguages {
		if rest, ok := strings.CutPrefix(line, l.word); ok && (rest == "" || strings.ContainsAny(rest[:1], " (:{\t")) {
			return l.advice
		}
	}
	for _, s := range syntaxMistakes {
		if (s.message == nil || s.message.MatchString(message)) && (s.line == nil || s.line.MatchString(line)) {
			return s.advice
		}
	}
	return ""
}
