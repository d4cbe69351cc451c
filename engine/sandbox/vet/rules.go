package vet

// rules explains every code that a problem can have.
var rules = []rule{
	{
		"source.size", "Write a shorter trait",
		"A trait has at most 16 KB and 6,000 syntax nodes, so that vetting and loading it stay quick.",
	},
	{"source.empty", "Write a package with func Execute(m *trait.Molbot)", "There is nothing in the source."},
	{"source.bom", "Save the file as UTF-8 without a byte order mark", "Go source has no byte order mark."},
	{"source.nul", "Remove the character", "Go source can't hold NUL characters."},
	{"source.encoding", "Save the file as UTF-8", "Go source is UTF-8."},
	{
		"source.nesting", "Use more statements and helper functions instead of nesting",
		"Brackets nest at most 40 deep and operators chain at most 400 long, since every step of vetting recurses over them.",
	},
	{
		"source.expansion", "Call fewer functions and closures, make them shorter, or use smaller arrays",
		"Small functions and all closures are expanded where they are called. The whole program may grow to 2,000 " +
			"statements, and its variables to 8,192 words, of which a number or a bool takes one.",
	},
	{
		"switch.large", "Use an array as a table, or a switch within the cases of another",
		"The cases of a switch are asked one after the other, and nest within each other.",
	},
	{"syntax", "Write the statement as the Go grammar has it", "The Go parser does not understand the source."},
	{
		"constant.large", "Write shorter strings and smaller numbers",
		"Constant strings have at most 1 KB and constant numbers 4,096 bits, on the way to a constant too, since constants " +
			"made of constants could grow without end. A float64 goes up to 1.8e308.",
	},
	{
		"directive", "Remove the comment; only //go:build is allowed",
		"Comments such as //go:linkname speak to the Go compiler. Traits are interpreted.",
	},
	{
		"import.forbidden", `Import only "github.com/ai-genesis/ai-genesis/engine/trait" and "math"`,
		"A trait sees and changes the world through the trait API alone. It has no files, clock, network or global random " +
			"numbers; m.Rand() is its random number.",
	},
	{"import.name", "Import the package under its own name", "The imports of a trait are the same in each."},
	{
		"var.package", "Use a constant, a local variable, or the molbot's memory: m.Mem(i) and m.SetMem(i, v)",
		"A variable of the package would be shared by all molbots and lost at a restart; one that nothing changes, of " +
			"plain values, is a constant and welcome. A slice among these can be indexed, ranged over and measured with len, " +
			"not passed on. Each molbot has eight memory slots for each trait.",
	},
	{"func.init", "Put the code into Execute", "Nothing runs when a trait is loaded."},
	{"func.body", "Give the function a body", "A trait is one file, in Go only."},
	{
		"func.value", "Bind the function literal to a new variable with := and call it by that name, or write a function",
		"Functions can be called but not passed, returned, stored or assigned again: who calls whom must be plain from the " +
			"source, since that bounds what a run costs.",
	},
	{
		"method.value", "Call the method: x.method(arguments)", "Methods can be called but not kept or passed, as functions.",
	},
	{
		"method.promoted", "Write the name of the embedded field: x.field.method()",
		"Methods are called on the value that has them.",
	},
	{"generic", "Write the function for the types that you use", "Type parameters are not supported."},
	{
		"statement.go", "Do the work in Execute itself",
		"The engine runs traits on all cores already. Within a run there is one thread.",
	},
	{"statement.chan", "Use variables and slices", "There is one thread, so there is nobody to send to."},
	{
		"statement.defer", "Do the work before the return",
		"A deferred call could catch the stop of a run that has used up its fuel.",
	},
	{
		"statement.goto", "Use a loop with break and continue, with labels if need be",
		"Jumps make the cost of a program hard to see.",
	},
	{
		"statement.forbidden", "Use assignments, if, for, switch, return and calls",
		"The sandbox has no rule for this statement, and runs nothing that it has no rule for.",
	},
	{
		"expression.forbidden", "Use a variable, a field, an element, a call or an operation",
		"The sandbox has no rule for this expression, and runs nothing that it has no rule for.",
	},
	{
		"call.forbidden",
		"Leave it out: a run ends with return, a loop clears a slice; there are len, cap, append, copy, make, new, min, max",
		"A trait can't panic, recover or print. What it wants to keep goes into m.SetMem.",
	},
	{
		"call.variadic", "Put the results into variables first, and pass these",
		"The results of one call are passed on to functions of as many parameters only.",
	},
	{"type.interface", "Use the concrete type", "Values have one type that is known from the source."},
	{
		"type.map", "Use a slice, an array or a switch",
		"The order of a map differs from run to run, and a trait must do the same in each.",
	},
	{
		"type.large", "Use a smaller array, or a slice made with make",
		"Values are copied when they are assigned. They have at most 4 KB, 256 elements and 24 fields.",
	},
	{"type.recursive", "Use a slice, and indexes into it", "Types that contain themselves are not supported."},
	{
		"type.forbidden", "Use float64, int, bool, string, slices, arrays and structs of them",
		"Complex numbers, uintptr and unsafe pointers are not supported.",
	},
	{
		"conversion", "Convert between numbers only",
		"Only numbers can be converted, and named types to the type that they are made from.",
	},
	{
		"compare", "Compare the fields or elements",
		"Numbers, bools and strings can be compared, structs and arrays of up to 64 of these, and slices and " +
			"pointers with nil.",
	},
	{
		"range.kind", "Range over an integer, a slice or an array",
		"Range over strings, maps, pointers and functions is not supported.",
	},
	{"index", "Index a slice, an array or a string", "Only these can be indexed here."},
	{"slice", "Slice a slice, an array variable or a string", "Only these can be sliced."},
	{"make", "Make a slice: make([]float64, n)", "Only slices can be made."},
	{"append", "Append elements or a slice of the same type", "append takes a slice."},
	{
		"handle.kept", "Pass m on to helper functions as func helper(m *trait.Molbot), and call its methods",
		"The molbot is not a value: it can be passed on and asked to act, but not copied, stored, returned or replaced.",
	},
	{"handle.nil", "Use the m that Execute got", "There is exactly one molbot in a run."},
	{
		"contract.name", "Name the package in snake case, such as energy_scavenger, with 2 to 48 characters",
		"The package's name is the trait's name, and the name of its file and records.",
	},
	{"contract.execute", "Write func Execute(m *trait.Molbot) { … }", "Execute is called once for each molbot and tick."},
	{"unused.variable", "Remove the variable, or use it", "Go refuses variables that are never used."},
	{"unused.import", "Remove the import", "Go refuses imports that are never used."},
	{"return.missing", "End the function with a return", "A function with results must return on every way."},
	{
		"undefined", "Use a name that is declared in this file, in package trait or in package math",
		"The name is not declared.",
	},
	{"type.arguments", "Pass as many arguments as the function takes", "The call does not fit the function."},
	{
		"type.count", "Use as many variables as there are values; senses such as m.NearestFood return two: food, ok",
		"The two sides of an assignment differ in number.",
	},
	{
		"type.mismatch", "Convert: float64(n), int(x); the trait API uses float64 nearly everywhere",
		"Go does not convert between types by itself.",
	},
	{"type", "Make the types fit", "Go's type rules refuse this."},
	{
		"division.whole", "Write one of the numbers as a float: 1.0 / 2",
		"Go divides whole constants without a rest: 1 / 2 is 0. It is a warning, not a refusal.",
	},
	{
		"unsupported", "Write it in a simpler way: shorter functions, plainer expressions",
		"A rare combination of constructs that are allowed by themselves. It is refused since the sandbox runs nothing " +
			"that it does not understand.",
	},
	{
		"dryrun", "Make the code safe for any state: check lengths before indexing, divisors for zero, and that loops end",
		"The trait was run on a few made-up molbots and failed on one of them, so it would fail in the world.",
	},
}
