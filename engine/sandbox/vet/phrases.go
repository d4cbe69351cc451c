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
	{regexp.MustCompile(`redeclared`), "Use another name, or = instead of :="},
	{regexp.MustCompile(`no new variables on left side`), "Use = in place of :="},
	{regexp.MustCompile(`non-boolean condition|non-bool`), "Compare, as in: if x > 0"},
	{regexp.MustCompile(`division by zero`), "Divide by something that is never 0, such as math.Max(x, 0.001)"},
	{regexp.MustCompile(`overflows|cannot represent`), "The number does not fit its type: use a float64, or an int"},
	{regexp.MustCompile(`out of bounds|out of range|must not be negative`),
		"Use an index from 0 to the length less 1"},
	{regexp.MustCompile(`cannot call non-function|is not a function`),
		"Only functions are called: leave the parentheses out"},
	{regexp.MustCompile(`cannot range over`), "Range over an integer, a slice or an array"},
	{regexp.MustCompile(`cannot index|cannot slice`), "Index a slice, an array or a string"},
	{regexp.MustCompile(`cannot take address`), "Put the value into a variable first, and take the address of that"},
	{regexp.MustCompile(`cannot indirect`), "Only a pointer has something behind it: leave the * out"},
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

// syntaxAdvice returns the advice for a line that the parser does not understand, or "".
func syntaxAdvice(line string) string {
	line = strings.TrimLeft(line, "\t }")
	for _, l := range otherLanguages {
		if rest, ok := strings.CutPrefix(line, l.word); ok && (rest == "" || strings.ContainsAny(rest[:1], " (:{\t")) {
			return l.advice
		}
	}
	if strings.Contains(line, " ? ") {
		return "Go has no ?: — set the variable, then change it in an if"
	}
	return ""
}
